namespace JitAccess.Stores;

/// <summary>What a caller could write into any field.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HostileTextsAttribute : RowsAttribute
{
    public override IReadOnlyList<object[]> Rows { get; } =
    [
        ["'; DROP TABLE records; --"],
        ["\" OR \"\"=\""],
        ["@tenant"],
        ["?1 $id :id"],
        ["%_*?[a-z]"],
        ["line\r\nline\u2028line"],
        ["a\0b"],
        ["\u202Egnp.exe\u2066\u200B\uFEFF"],
        ["\u0001\u001B[31m\u007F\u0085"],
        ["𝒳é́ﬁ\U0010FFFF\uFFFD"],
        ["\\x27 \\' ''"],
        ["{\"a\":\"b\"}"],
        ["NULL"],
    ];
}
