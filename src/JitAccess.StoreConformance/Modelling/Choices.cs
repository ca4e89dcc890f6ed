using NodaTime;

namespace JitAccess.Stores;

/// <summary>Random operations over few names, so that they meet.</summary>
internal sealed class Choices(Dice dice)
{
    private static readonly string[] Tenants = ["north", "North"];
    private static readonly string[] Texts = ["amina", "Amina", "it's", "\U0001D4B3", "\uFFFD", "a\0b"];
    private static readonly RecordKind[] Kinds = [RecordKind.Request, RecordKind.Grant, RecordKind.Grant, RecordKind.Ledger, RecordKind.Text];
    private static readonly string[] RequestStates = ["pending", "pending", "approved", "denied", "withdrawn", "lapsed"];
    private static readonly string[] GrantStates = ["scheduled", "claimable", "active", "active", "expired", "released", "revoked", "used-up"];

    public Tenant Tenant() => JitAccess.Tenant.Of(Pick(Tenants));

    public string Text() => Pick(Texts);

    public RecordKey Key() => new(Tenant(), Pick(Kinds), Text());

    public int Limit() => dice.Next(1, 5);

    public int Position(int end) => dice.Next(end);

    public bool Chance(double probability) => dice.Chance(probability);

    public CommitBatch Batch(Model model)
    {
        var batch = new ConformanceBatch();
        foreach (var key in Enumerable.Range(0, dice.Next(1, 4)).Select(_ => Key()).Distinct())
        {
            var version = model.Records.TryGetValue(key, out var row) ? row.Record.Version : 0;
            version = Chance(0.95) ? version : dice.Next(3);
            if (version > 0 && Chance(0.1))
            {
                batch.Remove(key, version);
            }
            else if (Chance(0.1))
            {
                batch.Expect(key, version);
            }
            else
            {
                batch.Put(key, version, Index(key.Kind));
            }
        }

        for (var count = dice.Next(3); count > 0; count--)
        {
            batch.Entry(Text(), Pick(Tenants));
        }

        return batch.Build();
    }

    public StoreQuery Query(Instant wall)
    {
        var kind = Pick(RecordKind.Request, RecordKind.Grant);
        return dice.Next(4) switch
        {
            0 => new StoreQuery.OfTenant(Tenant(), kind),
            1 => new StoreQuery.OfParty(Tenant(), kind, Text()),
            2 => new StoreQuery.Open(Tenant(), kind) { Subject = Chance(0.5) ? Text() : null, Policy = Chance(0.5) ? Text() : null },
            _ => new StoreQuery.Due(wall),
        };
    }

    private RecordIndex Index(RecordKind kind)
    {
        if (kind is not (RecordKind.Request or RecordKind.Grant))
        {
            return new RecordIndex { Subject = Text(), Due = Chance(0.5) ? Due() : null };
        }

        var index = ConformanceBatch.State(Pick(kind == RecordKind.Request ? RequestStates : GrantStates), Text(), Text(), Text(), Text());
        return index.IsTerminal ? index : index with { Due = Due() };
    }

    private Deadline Due() => Deadline.From(SteppedTime.Start + Duration.FromMilliseconds(dice.Next(-50, 50)));

    private T Pick<T>(params T[] values) => values[dice.Next(values.Length)];
}
