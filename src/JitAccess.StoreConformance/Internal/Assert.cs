using System.Collections;
using System.Runtime.CompilerServices;
using NodaTime;

namespace JitAccess.Stores;

/// <summary>Checks that throw a <see cref="ConformanceException"/> with what was expected, what was found, and the expression that was looked at.</summary>
internal static class Assert
{
    public static void True(bool condition, string? because = null, [CallerArgumentExpression(nameof(condition))] string? looked = null) =>
        Demand(condition, because is null ? "true" : $"that {because}", condition, looked);

    public static void False(bool condition, string? because = null, [CallerArgumentExpression(nameof(condition))] string? looked = null) =>
        Demand(!condition, because is null ? "false" : $"not that {because}", condition, looked);

    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string? looked = null) =>
        Demand(AreEqual(expected, actual), Show(expected), actual, looked);

    public static void Equal<T>(IEnumerable<T> expected, IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string? looked = null)
    {
        List<T> found = [.. actual];
        Demand(expected.SequenceEqual(found), Show(expected), found, looked);
    }

    public static void Null(object? actual, [CallerArgumentExpression(nameof(actual))] string? looked = null) =>
        Demand(actual is null, "nothing", actual, looked);

    public static void NotNull(object? actual, [CallerArgumentExpression(nameof(actual))] string? looked = null) =>
        Demand(actual is not null, "something", actual, looked);

    public static void Empty<T>(IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string? looked = null)
    {
        List<T> found = [.. actual];
        Demand(found.Count == 0, "nothing", found, looked);
    }

    public static void NotEmpty<T>(IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string? looked = null) =>
        Demand(actual.Any(), "something", Array.Empty<T>(), looked);

    public static T Single<T>(IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string? looked = null)
    {
        List<T> found = [.. actual];
        Demand(found.Count == 1, "exactly one", found, looked);
        return found[0];
    }

    public static T Single<T>(IEnumerable<T> actual, Func<T, bool> predicate, [CallerArgumentExpression(nameof(predicate))] string? looked = null) =>
        Single(actual.Where(predicate), looked);

    public static void InRange<T>(T actual, T low, T high, [CallerArgumentExpression(nameof(actual))] string? looked = null)
        where T : IComparable<T> =>
        Demand(actual.CompareTo(low) >= 0 && actual.CompareTo(high) <= 0, $"{Show(low)} to {Show(high)}", actual, looked);

    public static void All<T>(IEnumerable<T> items, Action<T> check)
    {
        foreach (var item in items)
        {
            check(item);
        }
    }

    public static void Throws<T>(Func<object?> action, [CallerArgumentExpression(nameof(action))] string? looked = null)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T)
        {
            return;
        }

        throw Failure(typeof(T).Name, "no exception", looked);
    }

    public static Task ThrowsAsync<T>(Func<Task> action, [CallerArgumentExpression(nameof(action))] string? looked = null)
        where T : Exception => ThrowsAsync<T>(action, exception => exception.GetType() == typeof(T), looked);

    public static Task ThrowsAnyAsync<T>(Func<Task> action, [CallerArgumentExpression(nameof(action))] string? looked = null)
        where T : Exception => ThrowsAsync<T>(action, static exception => exception is T, looked);

    /// <summary>Writes a value as a person wants to read it in a failure.</summary>
    public static string Show(object? value) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        Instant instant => NodaTime.Text.InstantPattern.ExtendedIso.Format(instant),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Show))}]",
        _ => value.ToString() ?? "",
    };

    private static async Task ThrowsAsync<T>(Func<Task> action, Predicate<Exception> isExpected, string? looked)
        where T : Exception
    {
        var found = "no exception";
        try
        {
            await action();
        }
        catch (Exception exception) when (isExpected(exception))
        {
            return;
        }
        catch (Exception exception)
        {
            found = $"{exception.GetType().Name}: {exception.Message}";
        }

        throw Failure(typeof(T).Name, found, looked);
    }

    private static bool AreEqual<T>(T expected, T actual) => expected is IEnumerable left && actual is IEnumerable right && expected is not string
        ? left.Cast<object?>().SequenceEqual(right.Cast<object?>())
        : EqualityComparer<T>.Default.Equals(expected, actual);

    private static void Demand(bool condition, string expected, object? actual, string? looked)
    {
        if (!condition)
        {
            throw Failure(expected, Show(actual), looked);
        }
    }

    private static ConformanceException Failure(string expected, string found, string? looked) => new($"expected {expected}, found {found} in: {looked}");
}
