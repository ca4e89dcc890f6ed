using System.Collections.Concurrent;
using System.Threading.Channels;
using JitAccess;

namespace BackOffice.Demo;

/// <summary>The accounts of the demo as they are now: somebody can be given another role while the sample runs.</summary>
internal sealed class DemoPeople
{
    private readonly ConcurrentDictionary<Subject, DemoAccount> _accounts = new(DemoAccount.All.ToDictionary(account => account.Subject));
    private readonly Channel<Subject> _changed = Channel.CreateUnbounded<Subject>();

    public IEnumerable<DemoAccount> All => _accounts.Values;

    public ChannelReader<Subject> Changed => _changed.Reader;

    public DemoAccount? Find(Subject subject) => _accounts.GetValueOrDefault(subject);

    public DemoAccount? FindHuman(string? name) => All.FirstOrDefault(account => account.Subject.Kind == SubjectKind.Human && account.Name == name);

    public void Give(DemoAccount account, string? role)
    {
        _accounts[account.Subject] = account with { Role = role };
        _changed.Writer.TryWrite(account.Subject);
    }
}
