using System.Globalization;
using JitAccess.Committing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess;

/// <summary>Takes in what a request says, gathering everything that is wrong with it, so that one answer tells it all.</summary>
internal sealed class ApiInput
{
    private const string KeyHeader = "Idempotency-Key";

    private readonly List<Finding> _findings = [];
    private readonly HttpRequest _request;
    private readonly RefusalLimiter? _refusals;
    private ReadOnlyMemory<byte> _body;

    private ApiInput(HttpContext context, RefusalLimiter? refusals)
    {
        _request = context.Request;
        _refusals = refusals;
        Caller = context.GetJitCaller();
    }

    /// <summary>Gets who calls.</summary>
    public Caller Caller { get; }

    /// <summary>Begins with a question, which takes no query parameters but those named.</summary>
    public static ApiInput OfQuestion(HttpContext context, params ReadOnlySpan<string> parameters)
    {
        var input = new ApiInput(context, refusals: null);
        input.CheckQuery(parameters);
        return input;
    }

    /// <summary>Begins with a command, which takes no query parameters but those named. Refused ones are counted, malformed or not, and whoever was refused too often is refused at once.</summary>
    /// <exception cref="JitRejectedException">The caller was refused too often (<see cref="Reason.TooManyRefusals"/>).</exception>
    public static ApiInput OfCommand(HttpContext context, params ReadOnlySpan<string> parameters)
    {
        var input = OfEnd(context, parameters);
        input._refusals!.Admit(input.Caller.Subject);
        return input;
    }

    /// <summary>Begins with a command that may end or refuse access, which waits for no limit; refused ones are counted all the same.</summary>
    public static ApiInput OfEnd(HttpContext context, params ReadOnlySpan<string> parameters)
    {
        var input = new ApiInput(context, context.RequestServices.GetRequiredService<RefusalLimiter>());
        input.CheckQuery(parameters);
        return input;
    }

    /// <summary>Reads a body that has to be there.</summary>
    public async ValueTask<T?> ReadBodyAsync<T>(Func<StrictObject, ICollection<Finding>, T?> read)
        where T : class
    {
        await LoadAsync();
        return ApiBody.Parse(_body, read, _findings);
    }

    /// <summary>Reads a body that says nothing: none at all, or an empty object.</summary>
    public async ValueTask ReadEmptyBodyAsync()
    {
        await LoadAsync();
        if (!_body.IsEmpty)
        {
            ApiBody.Parse(_body, static (body, _) => body, _findings);
        }
    }

    /// <summary>Reads the idempotency key. Call it after the body, which it covers.</summary>
    /// <param name="route">The route, whatever prefix it is mounted under.</param>
    /// <param name="key">The header's value.</param>
    /// <param name="id">What the route is about: the same key for something else is refused, as with another body.</param>
    public IdempotencyKey? ReadKey(string route, string? key, string id = "")
    {
        if (_request.Headers[KeyHeader].Count > 1)
        {
            _findings.Add(ApiFindings.HeaderTwice(KeyHeader));
            return null;
        }

        try
        {
            return key is null ? null : new IdempotencyKey(route, key, [.. System.Text.Encoding.UTF8.GetBytes(id), (byte)'\n', .. _body.Span]);
        }
        catch (JitRejectedException exception)
        {
            _findings.AddRange(exception.Explanation.Findings);
            return null;
        }
    }

    /// <summary>Reads which part of a list is wanted.</summary>
    public JitPageRequest ReadPage(string? after, string? limit)
    {
        var page = new JitPageRequest(After: after);
        if (limit is null)
        {
            return page;
        }

        // "+5", "05" and " 5" are not how a number is written here.
        if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 200 && limit[0] != '0')
        {
            return page with { Limit = number };
        }

        _findings.Add(ApiFindings.QueryInvalid("limit", limit, "a whole number from 1 to 200"));
        return page;
    }

    /// <summary>Reads a parameter that is <c>true</c> or <c>false</c>; left out it is <c>false</c>.</summary>
    public bool ReadFlag(string name, string? value)
    {
        if (value is not (null or "true" or "false"))
        {
            _findings.Add(ApiFindings.QueryInvalid(name, value, "true or false"));
        }

        return value is "true";
    }

    /// <summary>Reads the entity tags of a conditional request.</summary>
    public EntityTags ReadTags(string header, string? value) => EntityTags.Read(value, header, _findings);

    /// <summary>Refuses when anything was wrong, with all of it.</summary>
    /// <exception cref="JitRejectedException">Something was wrong.</exception>
    public void Demand()
    {
        if (_findings.Count > 0)
        {
            throw Refuse(new JitRejectedException(Explanation.Of(_findings)));
        }
    }

    private JitRejectedException Refuse(JitRejectedException refusal)
    {
        _refusals?.Count(Caller.Subject);
        return refusal;
    }

    private async ValueTask LoadAsync()
    {
        try
        {
            _body = await ApiBody.ReadAsync(_request, _request.HttpContext.RequestAborted);
        }
        catch (JitRejectedException refusal)
        {
            throw Refuse(refusal);
        }
    }

    private void CheckQuery(ReadOnlySpan<string> parameters)
    {
        var known = parameters.IsEmpty ? "none" : string.Join(", ", parameters.ToArray());
        foreach (var (name, values) in _request.Query.Take(20))
        {
            if (!parameters.Contains(name))
            {
                _findings.Add(ApiFindings.QueryUnknown(name, known));
            }
            else if (values.Count > 1)
            {
                _findings.Add(ApiFindings.QueryDuplicate(name));
            }
        }
    }
}
