namespace JitAccess.AspNetCore.Tests.Api;

/// <summary>The documents as types, for clients in .NET.</summary>
public sealed class DocumentTests
{
    [Fact]
    public async Task ToString_OfDocumentsWithPersonalText_LeavesItOut()
    {
        await using var host = await ApiHost.StartAsync();
        var asked = await host.AskAsync();
        var voted = await host.PostAsync("bo", $"/jit/requests/{asked.Id}/votes", """{"decision":"approve","comment":"personal words"}""");
        var grant = await host.PostAsync("bo", $"/jit/grants/{voted.Text("grantId")}/revoke", """{"reason":"personal words"}""");

        object[] documents =
        [
            System.Text.Json.JsonSerializer.Deserialize<JitRequestDocument>(voted.Body)!,
            System.Text.Json.JsonSerializer.Deserialize<JitGrantDocument>(grant.Body)!,
            new JitRequestBody { Policy = "refund-order", Duration = "PT1M", Justification = "personal words" },
            new JitVoteBody { Decision = "approve", Comment = "personal words" },
            new JitRevokeBody { Reason = "personal words" },
        ];

        Assert.All(documents, document =>
        {
            Assert.DoesNotContain("personal words", document.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("charged twice", document.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("amina", document.ToString(), StringComparison.Ordinal);
        });
        var read = (JitRequestDocument)documents[0];
        Assert.Equal(("approved", "personal words"), (read.State, read.Stages[0].Votes[0].Comment));
        Assert.DoesNotContain("bo", read.Stages[0].Votes[0].ToString(), StringComparison.Ordinal);
    }
}
