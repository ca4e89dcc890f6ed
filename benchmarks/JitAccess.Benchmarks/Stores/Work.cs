using System.Security.Cryptography;
using System.Text;
using JitAccess.Stores;

namespace JitAccess.Benchmarks.Stores;

/// <summary>What a command writes: a grant, its holder's ledger, and an entry; bytes of the length that they have in a journal.</summary>
internal static class Work
{
    private static readonly byte[] GrantBytes = RandomNumberGenerator.GetBytes(900);
    private static readonly byte[] LedgerBytes = RandomNumberGenerator.GetBytes(300);
    private static readonly byte[] EntryBytes = RandomNumberGenerator.GetBytes(600);
    private static readonly byte[] Mac = new byte[32];

    public static CommitBatch Next()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var (grant, ledger) = (new RecordKey(Tenant.Default, RecordKind.Grant, id), new RecordKey(Tenant.Default, RecordKind.Ledger, id));
        var index = new RecordIndex
        {
            State = "active",
            Due = Deadline.After(NodaTime.Instant.FromUnixTimeMilliseconds(4_000_000_000_000), NodaTime.Duration.FromHours(1)),
            Subject = "https://issuer.example amina",
            Policy = "refund-order",
            Parties = ["https://issuer.example amina"],
        };
        return new CommitBatch([new RecordExpectation(grant, 0), new RecordExpectation(ledger, 0)], head =>
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(Convert.ToHexStringLower(head.Hash.Span)), .. EntryBytes];
            var entry = new StoredEntry(head.Position + 1, Tenant.Default, head.StoreTime, bytes, SHA256.HashData(bytes), "k1", Mac);
            return new SealedBatch(
                [
                    new RecordWrite(grant, new StoredRecord(grant, 1, entry.Position, GrantBytes, "k1", Mac), index),
                    new RecordWrite(ledger, new StoredRecord(ledger, 1, entry.Position, LedgerBytes, "k1", Mac), RecordIndex.None),
                ],
                [entry]);
        });
    }

    /// <summary>Commits by so many callers for so long, and says how many a second.</summary>
    public static async Task<double> CommitsPerSecondAsync(IGrantStore store, int callers, TimeSpan time)
    {
        var start = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; TimeProvider.System.GetElapsedTime(start) < time; count++)
            {
                if (!(await store.CommitAsync(Next(), default)).IsCommitted)
                {
                    throw new InvalidOperationException("Nothing is in the way of these commits, and one was lost.");
                }
            }

            return count;
        })));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
