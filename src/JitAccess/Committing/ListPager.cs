using System.Globalization;
using JitAccess.Stores;

namespace JitAccess.Committing;

/// <summary>Reads one list out of several queries, one after the other, keeping only what a judge shows.</summary>
internal static class ListPager
{
    private const int MaxLimit = 200;
    private const int MaxPagesRead = 20;

    /// <exception cref="JitRejectedException">The limit or the continuation is not valid (<see cref="Reason.ValueInvalid"/>).</exception>
    public static async ValueTask<JitPage<T>> ReadAsync<T>(
        StoreQuery[] queries,
        JitPageRequest page,
        Func<StoreQuery, PageRequest, ValueTask<QueryPage>> read,
        Func<StoreQuery, StoredRecord, ValueTask<T?>> show)
        where T : class
    {
        var (index, after) = Position(page, queries.Length);
        var items = new List<T>();
        for (var reads = 0; index < queries.Length; reads++)
        {
            if (reads == MaxPagesRead)
            {
                return new JitPage<T>(items, Token(index, after)); // a long run of records that are not shown: go on with the next page
            }

            var part = await ReadAsync(read, queries[index], new PageRequest(page.Limit - items.Count, after)).ConfigureAwait(false);
            foreach (var record in part.Records)
            {
                if (await show(queries[index], record).ConfigureAwait(false) is { } item)
                {
                    items.Add(item);
                }
            }

            (index, after) = part.Next is null ? (index + 1, null) : (index, part.Next);
            if (items.Count >= page.Limit)
            {
                break;
            }
        }

        return new JitPage<T>(items, index < queries.Length ? Token(index, after) : null);
    }

    private static async ValueTask<QueryPage> ReadAsync(
        Func<StoreQuery, PageRequest, ValueTask<QueryPage>> read, StoreQuery query, PageRequest part)
    {
        try
        {
            return await read(query, part).ConfigureAwait(false);
        }
        catch (ArgumentException) when (part.After is not null) // what a store says of a token that is none of its own
        {
            throw Refuse("after", part.After ?? "", "the next of an earlier page");
        }
        catch (StoreUnavailableException exception)
        {
            throw CommandShell.Unavailable(exception);
        }
    }

    private static string Token(int index, string? after) => index.ToString(CultureInfo.InvariantCulture) + "." + after;

    private static (int Index, string? After) Position(JitPageRequest page, int queries)
    {
        if (page.Limit is < 1 or > MaxLimit)
        {
            throw Refuse("limit", page.Limit.ToString(CultureInfo.InvariantCulture), "1 to 200");
        }

        if (page.After is null)
        {
            return (0, null);
        }

        return page.After.Length is > 1 and < 200 && page.After[1] == '.' && page.After[0] - '0' is var index && index >= 0 && index < queries
            ? (index, page.After.Length == 2 ? null : page.After[2..])
            : throw Refuse("after", page.After, "the next of an earlier page");
    }

    private static JitRejectedException Refuse(string member, string value, string limit)
    {
        var shown = SafeText.Show(value);
        return new JitRejectedException(Explanation.Of(new Finding(Reason.ValueInvalid, $"{member} \"{shown}\" is not {limit}.")
        {
            Member = member,
            Value = shown,
            Limit = limit,
            Fix = $"Send {limit}, or leave it out.",
        }));
    }
}
