namespace JitAccess;

/// <summary>What may be done, such as <c>orders:refund</c>: lower-case words joined by colons.</summary>
/// <remarks>Compared ordinally. Immutable and safe for concurrent use; instances with equal names are equal.</remarks>
public sealed class Permission : IEquatable<Permission>
{
    /// <summary>The longest permission in characters.</summary>
    public const int MaxLength = 128;

    private Permission(string name) => Name = name;

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Reads a permission.</summary>
    /// <param name="name">
    /// 1 to <see cref="MaxLength"/> characters: segments of <c>a-z 0-9 - _ .</c> that begin with a letter or digit, joined by <c>:</c>.
    /// There is no wildcard: a permission is always named.
    /// </param>
    /// <returns>The permission.</returns>
    /// <exception cref="JitRejectedException">The name is not canonical (<see cref="Reason.PermissionInvalid"/>).</exception>
    public static Permission Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryParse(name, out var permission) ? permission : throw new JitRejectedException(Explanation.Of(Refuse(name)));
    }

    /// <summary>Reads a permission without throwing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="permission">The permission when the name is canonical.</param>
    /// <returns><see langword="true"/> when the name is canonical.</returns>
    public static bool TryParse(string? name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Permission? permission)
    {
        permission = IsCanonical(name) ? new Permission(name!) : null;
        return permission is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Permission? other) => other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Permission);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Makes the finding for a name that is not canonical.</summary>
    internal static Finding Refuse(string name)
    {
        const string Limit = "lower-case words of a-z, 0-9, '-', '_' and '.', joined by ':', at most 128 characters, without wildcards";
        var shown = SafeText.Show(name);
        return new Finding(Reason.PermissionInvalid, $"The permission \"{shown}\" is not canonical: it needs {Limit}, such as orders:refund.")
        {
            Value = shown,
            Limit = Limit,
            Fix = "Write the permission as the policy writes it.",
        };
    }

    private static bool IsCanonical(string? name)
    {
        if (name is null || name.Length is 0 or > MaxLength)
        {
            return false;
        }

        var atStart = true;
        foreach (var character in name)
        {
            if (character == ':')
            {
                if (atStart)
                {
                    return false;
                }

                atStart = true;
            }
            else if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || (!atStart && character is '-' or '_' or '.'))
            {
                atStart = false;
            }
            else
            {
                return false;
            }
        }

        return !atStart;
    }
}
