namespace JitAccess;

/// <summary>What the API's description says about parameters that several routes take.</summary>
internal static class ApiText
{
    public const string Key = "1 to 255 printable ASCII characters; for 24 hours the same key with the same body gives the same answer";
    public const string DryRun = "true says what would happen, stores nothing and answers 200; the key is then ignored";
    public const string After = "The next of the part before";
    public const string Limit = "At most this many, a whole number from 1 to 200; 50 when left out";
}
