namespace JitAccess.PostgreSql;

/// <summary>The statements of a store, for one schema. Every value is a parameter; the schema's name is checked where it is configured.</summary>
/// <param name="schema">The schema's name in quotes.</param>
internal sealed class Statements(string schema)
{
    private const string RecordColumns = "records.version, records.position, records.bytes, records.key_id, records.mac, records.tenant, records.kind, records.id";

    private const string HeadColumns =
        "head.position, head.hash, head.time, meta.value, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint, pg_is_in_recovery()";

    /// <summary>Everything that follows in the transaction is read as of one moment.</summary>
    public string BeginReading { get; } = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    // Not READ WRITE: a server that was fenced, or whose disk is protected, says so by default_transaction_read_only.
    public string BeginWriting { get; } = "BEGIN ISOLATION LEVEL READ COMMITTED";

    /// <summary>Settings of the transaction: milliseconds to wait for the lock, milliseconds after which a node that stopped in the middle is cut off.</summary>
    public string SetLimits { get; } =
        "SELECT set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true),"
        + " set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)";

    public string Commit { get; } = "COMMIT";

    public string LockHead { get; } = $"SELECT one FROM {schema}.head FOR UPDATE";

    public string SelectHead { get; } = $"SELECT {HeadColumns} FROM {schema}.head JOIN {schema}.meta ON meta.name = 'incarnation'";

    /// <summary>The head, and beside it every record of some keys: the head alone where there is none.</summary>
    public string SelectHeadAndVersions { get; } =
        $"SELECT {HeadColumns}, found.key, found.number, found.version, found.state, found.is_terminal"
        + $" FROM {schema}.head JOIN {schema}.meta ON meta.name = 'incarnation' LEFT JOIN {schema}.records found ON found.key = ANY($1)";

    public string SelectRecords { get; } = $"SELECT {RecordColumns} FROM {schema}.records WHERE key = ANY($1)";

    public string SelectHash { get; } = $"SELECT hash FROM {schema}.journal WHERE position = $1";

    public string SelectEntries { get; } =
        $"SELECT position, tenant, time, bytes, hash, key_id, mac FROM {schema}.journal WHERE position > $1 ORDER BY position LIMIT $2";

    public string SelectLive { get; } =
        $"SELECT {RecordColumns} FROM {schema}.records WHERE kind = 2 AND NOT is_terminal AND state IS NOT NULL";

    public string OfParty { get; } =
        $"SELECT {RecordColumns}, records.created_position FROM {schema}.parties JOIN {schema}.records USING (number)"
        + " WHERE parties.party_key = $3 AND parties.created_position <= $1 AND (records.created_position, records.id) < ($1, $2)"
        + " ORDER BY parties.created_position DESC, records.id DESC LIMIT $4";

    public string OfTenant { get; } = Newest(schema, "tenant = $3 AND kind = $4 AND state IS NOT NULL", "$5");

    public string Open { get; } = Newest(schema, "tenant = $3 AND kind = $4 AND NOT is_terminal AND state IS NOT NULL AND ($5::bytea IS NULL OR policy = $5)", "$6");

    public string OpenOfSubject { get; } =
        Newest(schema, "subject_key = $3 AND NOT is_terminal AND state IS NOT NULL AND ($4::bytea IS NULL OR policy = $4)", "$5");

    public string Due { get; } =
        $"SELECT {RecordColumns}, due, number FROM {schema}.records WHERE due <= $1 AND (due, number) > ($2, $3) ORDER BY due, number LIMIT $4";

    /// <summary>Appends entries, and gives the hint that they are there, which is sent when the transaction commits.</summary>
    public string InsertEntries { get; } =
        $"WITH added AS (INSERT INTO {schema}.journal (position, tenant, time, bytes, hash, key_id, mac)"
        + " SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]))"
        + " SELECT pg_notify($8, $9)";

    /// <summary>Adds records, and who may find them.</summary>
    public string InsertRecords { get; } =
        $"WITH written AS (INSERT INTO {schema}.records (tenant, kind, id, version, position, created_position, bytes, key_id, mac, state, is_terminal, due, subject, policy)"
        + " SELECT tenant, kind, id, version, position, position, bytes, key_id, mac, state, is_terminal, due, subject, policy FROM"
        + " unnest($1::bytea[], $2::smallint[], $3::bytea[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bytea[], $8::bytea[], $9::text[], $10::boolean[], $11::bigint[], $12::bytea[], $13::bytea[])"
        + " WITH ORDINALITY AS added (tenant, kind, id, version, position, bytes, key_id, mac, state, is_terminal, due, subject, policy, place) ORDER BY place"
        + $" RETURNING key, created_position, number) INSERT INTO {schema}.parties (party_key, created_position, number)"
        + " SELECT named.party_key, written.created_position, written.number FROM unnest($14::bytea[], $15::bytea[]) AS named (key, party_key) JOIN written USING (key)"
        + " ON CONFLICT DO NOTHING";

    public string UpdateRecords { get; } =
        $"UPDATE {schema}.records SET version = changed.version, position = changed.position, bytes = changed.bytes, key_id = changed.key_id, mac = changed.mac,"
        + " state = changed.state, is_terminal = changed.is_terminal, due = changed.due, subject = changed.subject, policy = changed.policy FROM"
        + " unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[], $8::boolean[], $9::bigint[], $10::bytea[], $11::bytea[])"
        + " AS changed (number, version, position, bytes, key_id, mac, state, is_terminal, due, subject, policy) WHERE records.number = changed.number";

    public string DeleteRecords { get; } = $"DELETE FROM {schema}.records WHERE number = ANY($1)";

    public string InsertParties { get; } =
        $"INSERT INTO {schema}.parties (party_key, created_position, number) SELECT named.party_key, records.created_position, records.number"
        + $" FROM unnest($1::bytea[], $2::bytea[]) AS named (key, party_key) JOIN {schema}.records USING (key) ON CONFLICT DO NOTHING";

    public string DeleteParties { get; } =
        $"DELETE FROM {schema}.parties WHERE number = ANY($1) AND NOT EXISTS ("
        + " SELECT 1 FROM unnest($2::bigint[], $3::bytea[]) AS named (number, party_key) WHERE named.number = parties.number AND named.party_key = parties.party_key)";

    public string EraseTexts { get; } = $"DELETE FROM {schema}.records WHERE kind = 8 AND subject_key = $1";

    public string Channel { get; } = schema.Trim('"') + "_commits";

    public string Listen { get; } = $"LISTEN \"{schema.Trim('"')}_commits\"";

    private static string Newest(string schema, string which, string limit) =>
        $"SELECT {RecordColumns}, created_position FROM {schema}.records WHERE {which} AND created_position <= $1 AND (created_position, id) < ($1, $2)"
        + $" ORDER BY created_position DESC, id DESC LIMIT {limit}";
}
