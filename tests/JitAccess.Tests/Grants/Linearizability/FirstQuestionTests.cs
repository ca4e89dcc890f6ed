using JitAccess.Journal;
using NodaTime;

namespace JitAccess.Tests.Grants.Linearizability;

/// <summary>There is one object of a grant whoever is the first to ask, while a snapshot comes over it, on real threads.</summary>
public sealed class FirstQuestionTests
{
    private const int Races = 2_000;

    private static readonly Subject Amina = Subject.Human("i", "amina");

    private readonly FreshTable _node = new();

    [Fact]
    public async Task Load_WhileSomebodyAsksForTheFirstTime_AllowsAndFindsTheOneThatIsEnded()
    {
        GrantLive[] snapshot =
        [
            new GrantLive(
                "a", Amina, [new Scope(Permission.Parse("orders:refund"), Resource.Parse("orders/1"))], "p", Deadline.After(_node.Time.Now, Duration.FromMinutes(10)), TakesCommit: false, []),
        ];
        for (var race = 0; race < Races; race++)
        {
            _node.Table.Load(snapshot, _node.Now);
            var handle = _node.Table.Resolve(Amina);
            using var start = new Barrier(3);
            var asking = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return Check(handle);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToArray();
            start.SignalAndWait();
            _node.Table.Load(snapshot, _node.Now);

            var answers = await Task.WhenAll(asking);

            Assert.All(answers, answer => Assert.True(answer.IsAllowed));
            _node.Apply(new GrantEnded("a", Amina, Reason.Revoked));
            Assert.All(answers, answer => Assert.True(answer.Grant!.IsEnded));
            _node.Table.Load([], _node.Now);
        }
    }

    private GrantCheck Check(SubjectHandle handle) => _node.Checker.Check(handle, "orders:refund", "orders/1");
}
