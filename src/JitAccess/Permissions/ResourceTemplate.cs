using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace JitAccess;

/// <summary>A resource with placeholders, such as <c>orders/{orderId}</c>, each a whole segment, filled from a call's values.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
internal sealed class ResourceTemplate
{
    private readonly ImmutableArray<Part> _parts;
    private readonly string? _fixedPath;

    private ResourceTemplate(string text, ImmutableArray<Part> parts)
    {
        Text = text;
        _parts = parts;
        Placeholders = [.. parts.Where(part => part.IsPlaceholder).Select(part => part.Text).Distinct(StringComparer.Ordinal)];
        _fixedPath = Placeholders.IsEmpty ? text : null;
    }

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    /// <summary>The names between braces, each once, in their order.</summary>
    public ImmutableArray<string> Placeholders { get; }

    /// <summary>Reads a template; it names a concrete resource, so it has no wildcard.</summary>
    /// <exception cref="JitRejectedException">The template is not canonical.</exception>
    public static ResourceTemplate Parse(string text) =>
        TryParse(text, out var template, out var finding) ? template : throw new JitRejectedException(Explanation.Of(finding));

    /// <summary>Reads a template without throwing.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ResourceTemplate? template, [NotNullWhen(false)] out Finding? finding)
    {
        template = null;
        if ((finding = ResourceText.Refuse(text)) is not null)
        {
            return false;
        }

        var parts = text.Split('/').Select(Part.Read).ToImmutableArray();
        if (parts.Any(part => part.IsBroken))
        {
            finding = ResourceText.Say(
                "resource template", text, "a segment is neither plain nor one placeholder", "whole segments such as {orderId}, and no wildcard",
                "Write a placeholder as a whole segment: a name of letters, digits and _ in braces, without constraint.");
            return false;
        }

        template = new ResourceTemplate(text, parts);
        return true;
    }

    /// <summary>Reads the path of a template without placeholders.</summary>
    public bool TryRead(out string path)
    {
        path = _fixedPath ?? "";
        return _fixedPath is not null;
    }

    /// <summary>Fills the placeholders. A value that is not canonical as one segment is refused, never folded.</summary>
    /// <param name="valueOf">Gives a placeholder's value, or <see langword="null"/> when there is none.</param>
    /// <param name="path">The concrete, canonical path.</param>
    /// <param name="finding">What is wrong when it cannot be filled; its member is the placeholder's name.</param>
    public bool TryBind(Func<string, string?> valueOf, out string path, [NotNullWhen(false)] out Finding? finding)
    {
        var values = new Function(valueOf);
        return TryBind(ref values, out path, out finding);
    }

    /// <summary>The same from values that are found without a closure: it makes the path and nothing else.</summary>
    public bool TryBind<TValues>(ref TValues values, out string path, [NotNullWhen(false)] out Finding? finding)
        where TValues : struct, ITemplateValues
    {
        finding = null;
        if (TryRead(out path))
        {
            return true;
        }

        var room = default(Segments);
        var segments = ((Span<string>)room)[.._parts.Length]; // a canonical template has no more
        for (var index = 0; index < segments.Length; index++)
        {
            var part = _parts[index];
            if (!part.IsPlaceholder)
            {
                segments[index] = part.Text;
            }
            else if (!TryValue(part.Text, values.ValueOf(part.Text), out segments[index], out finding))
            {
                return false;
            }
        }

        var bound = string.Join('/', (ReadOnlySpan<string?>)segments);
        if (bound.Length > Resource.MaxLength)
        {
            finding = ResourceText.SayTooLong("resource", bound);
            return false;
        }

        path = bound;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private bool TryValue(string name, string? value, out string segment, [NotNullWhen(false)] out Finding? finding)
    {
        segment = value ?? "";
        finding = value is null
            ? ResourceText.Say(
                "resource template", Text, $"the call has no value for {{{name}}}", $"a value named {name}",
                "Name a value that the call has, or give the call that value.")
            : ResourceText.RefuseValue(value);
        finding = finding is null ? null : finding with { Member = name };
        return finding is null;
    }

    private readonly struct Function(Func<string, string?> valueOf) : ITemplateValues
    {
        public string? ValueOf(string name) => valueOf(name);
    }

    [InlineArray(Resource.MaxSegments)]
    private struct Segments
    {
        private string _first;
    }

    private readonly record struct Part(string Text, bool IsPlaceholder, bool IsBroken)
    {
        public static Part Read(string segment)
        {
            var inner = segment is ['{', .., '}'] ? segment[1..^1] : null;
            return inner is null
                ? new Part(segment, IsPlaceholder: false, IsBroken: segment == "*" || segment.AsSpan().IndexOfAny('{', '}') >= 0)
                : new Part(inner, IsPlaceholder: true, IsBroken: !IsName(inner));
        }

        private static bool IsName(string name) =>
            name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
    }
}
