using System.Text;
using JitAccess.Committing;
using JitAccess.Journal;
using JitAccess.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.Tests.Links;

/// <summary>Makes one-shot links for tests that send no message.</summary>
internal static class LinkMaker
{
    /// <summary>The link of somebody for a request as it is now, at the stage that is asked.</summary>
    public static async Task<string> LinkAsync(this JitTestHost host, JitRequest request, string approver, string origin = "asked")
    {
        var key = RequestRecord.KeyOf(host.As(approver).Caller.Subject.Tenant, request.Id);
        var loaded = await host.Services.GetRequiredService<RecordReader>().LoadAsync([key, CatalogueRecord.TheKey], CancellationToken.None);
        var record = loaded.World.Get<RequestRecord>(key);
        var policies = await host.Services.GetRequiredService<PolicyLibrary>().PairAsync(loaded.World.Catalogue, record.Policy, CancellationToken.None);
        return host.Services.GetRequiredService<ApprovalLinks>().Make(
            host.Services.GetRequiredService<IJitKeyRing>().Current.Id,
            Encoding.UTF8.GetBytes(origin),
            host.As(approver).Caller.Subject,
            record,
            StageProgress.Of(record, policies.Effective!, People.Unknown).Asked!)!;
    }
}
