namespace JitAccess.Spec;

/// <summary>What a session presents: <c>role</c>, or <c>attribute:</c> and a name, with values and the moment at which it was said.</summary>
internal sealed class SpecClaim
{
    public string Name { get; set; } = "role";

    public List<string> Values { get; set; } = [];

    public long At { get; set; }
}
