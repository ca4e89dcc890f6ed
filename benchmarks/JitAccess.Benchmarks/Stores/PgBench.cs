using System.Diagnostics;
using System.Globalization;

namespace JitAccess.Benchmarks.Stores;

/// <summary>The yardstick of PostgreSQL: its own benchmark inserting the same rows in one transaction, without a counter row and without a comparison.</summary>
internal sealed class PgBench(int port, string folder)
{
    private const string Tables =
        """
        CREATE TABLE plain_journal (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant bytea, time bigint, bytes bytea, hash bytea, key_id bytea, mac bytea);
        CREATE TABLE plain_records (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant bytea, kind smallint, id bytea, version bigint, position bigint,
            bytes bytea, key_id bytea, mac bytea, state text, is_terminal boolean, due bigint, subject bytea, policy bytea, UNIQUE (tenant, kind, id));
        CREATE TABLE plain_parties (party bytea, position bigint, number bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (party, position, number));
        """;

    private const string Transaction =
        """
        BEGIN;
        INSERT INTO plain_journal (tenant, time, bytes, hash, key_id, mac) VALUES ('default', 1, decode(repeat('ab', 664), 'hex'), decode(repeat('cd', 32), 'hex'), 'k1', decode(repeat('ef', 32), 'hex'));
        INSERT INTO plain_records (tenant, kind, id, version, position, bytes, key_id, mac, state, is_terminal, due, subject, policy) VALUES ('default', 2, gen_random_uuid()::text::bytea, 1, 1, decode(repeat('ab', 900), 'hex'), 'k1', decode(repeat('ef', 32), 'hex'), 'active', false, 1, 'https//issuer.example amina', 'refund-order');
        INSERT INTO plain_records (tenant, kind, id, version, position, bytes, key_id, mac, is_terminal) VALUES ('default', 3, gen_random_uuid()::text::bytea, 1, 1, decode(repeat('ab', 300), 'hex'), 'k1', decode(repeat('ef', 32), 'hex'), false);
        INSERT INTO plain_parties (party, position) VALUES ('https//issuer.example amina', 1);
        COMMIT;
        """;

    private readonly string _script = Path.Combine(folder, "transaction.sql");

    public void Prepare()
    {
        File.WriteAllText(_script, Transaction);
        Run("psql", "-q", "-c", Tables);
    }

    public double TransactionsPerSecond(int clients, TimeSpan time)
    {
        var said = Run(
            "pgbench", "-n", "-M", "prepared", "-c", Text(clients), "-j", Text(Math.Min(clients, 2)), "-T", Text((int)time.TotalSeconds), "-f", _script);
        var line = said.Split('\n').Last(line => line.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(PostgresServer.Programs, program)) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-h", "127.0.0.1", "-p", Text(port), "-U", "postgres", .. arguments, "postgres"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} failed; what it said is above.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
