using System.Reflection;
using System.Reflection.Emit;
using NodaTime;

namespace JitAccess.Tests.Time;

/// <summary>
/// One predicate says whether an end has passed. The compiled core is read: nothing outside <see cref="Deadline"/> compares instants, and what is
/// inside a deadline is taken out only by those who are named here, each with what it does with it.
/// </summary>
public sealed class OnePredicateTests
{
    private static readonly Dictionary<short, OpCode> OpCodes = typeof(System.Reflection.Emit.OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private static readonly Dictionary<string, string> MayOpenADeadline = new(StringComparer.Ordinal)
    {
        ["Decider.Lapse"] = "the time that the entry tells",
        ["Decider.Expire"] = "the time that the entry tells",
        ["RequestLimits.CoolDownOf"] = "the latest of several",
        ["RequestLimits.Full"] = "the first of several",
        ["RequestLimits.RefuseTime"] = "how much time was spent in a window",
        ["LedgerRecord.SpentUnder"] = "how much time was spent in a window",
        ["Allowance.At"] = "how long it is kept",
        ["Allowance.Ended"] = "what is left of it",
        ["Allowance.Shortened"] = "how much time was spent in a window",
        ["Decider.RefuseReview"] = "the time that the finding tells",
        ["ApprovalLinks.Make"] = "bytes",
        ["Decider.WithWarning"] = "how long before it the holder is warned",
        ["DelegationService.ListAsync"] = "the order in which they are listed",
        ["DefaultTexts.Of"] = "text",
        ["DefaultTexts.Access"] = "text",
        ["DefaultTexts.Text"] = "text",
        ["GrantEndings.Due"] = "when a timer fires; what it then does asks the predicate",
        ["MemoryQueries.LongestOverdue"] = "the order of what the predicate picked",
        ["SetAsideQueue.Add"] = "the order of what is tried again",
        ["Decider.CheckTotal"] = "how long a lineage lasts",
        ["Decider.EndOf"] = "from where an extension goes on",
        ["Decider.Submit"] = "the moment as of which facts must still be good",
        ["Decider.Complete"] = "the moment as of which facts must still be good",
        ["PackedGrants.Of"] = "bytes, and the first of several, until which nothing is forgotten",
        ["LiveGrant.ForgottenFrom"] = "how long an ended grant is told of",
        ["JitGrantLease.get_Ends"] = "what applications derive from a grant",
        ["JitOperations.ListSetAsideAsync"] = "what operators are shown",
        ["GrantLive.Write"] = "text",
        ["DeadlineJsonConverter.Format"] = "text",
        ["JournalJson.DeadlinePropInit"] = "text, by generated code",
        ["JournalJson.DeadlineSerializeHandler"] = "text, by generated code",
    };

    [Fact]
    public void P17_Core_OnlyDeadlineComparesAMomentWithAnEnd()
    {
        var calls = CallsOf(typeof(Deadline).Assembly).ToList();
        var compared = calls.Where(call => IsComparison(call.Callee)).Select(call => call.Caller).Distinct(StringComparer.Ordinal);
        var opened = calls.Where(call => call.Callee is { DeclaringType: var type, Name: "get_At" or "get_UnixMilliseconds" } && type == typeof(Deadline))
            .Select(call => call.Caller).Distinct(StringComparer.Ordinal);

        Assert.True(calls.Count > 5000, $"{calls.Count} calls were read");
        Assert.Empty(compared);
        Assert.Equal(MayOpenADeadline.Keys.Order(StringComparer.Ordinal), opened.Order(StringComparer.Ordinal));
    }

    private static bool IsComparison(MethodBase callee) =>
        callee.DeclaringType == typeof(Instant)
        && callee.Name is "op_LessThan" or "op_LessThanOrEqual" or "op_GreaterThan" or "op_GreaterThanOrEqual" or "CompareTo" or "Max" or "Min";

    private static IEnumerable<(string Caller, MethodBase Callee)> CallsOf(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !IsWithin(type, typeof(Deadline))
        from method in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        from callee in CalleesOf(method)
        select (NameOf(method), callee);

    private static bool IsWithin(Type? type, Type outer) => type is not null && (type == outer || IsWithin(type.DeclaringType, outer));

    // Lambdas, local functions and async methods are compiled into types and methods of their own, which carry the name of what they were.
    private static string NameOf(MethodBase method)
    {
        var (type, name) = (method.DeclaringType!, method.Name);
        while (type.DeclaringType is { } outer && type.Name.Contains('<', StringComparison.Ordinal))
        {
            name = name.Contains('<', StringComparison.Ordinal) ? name : type.Name;
            type = outer;
        }

        return $"{type.Name}.{(name.Contains('<', StringComparison.Ordinal) ? name[(name.IndexOf('<', StringComparison.Ordinal) + 1)..name.IndexOf('>', StringComparison.Ordinal)] : name)}";
    }

    private static IEnumerable<MethodBase> CalleesOf(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        for (var at = 0; at < code.Length;)
        {
            var opCode = OpCodes[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += opCode.Size;
            if (opCode.OperandType == OperandType.InlineMethod)
            {
                yield return method.Module.ResolveMethod(
                    BitConverter.ToInt32(code, at),
                    method.DeclaringType!.GetGenericArguments(),
                    method.IsGenericMethod ? method.GetGenericArguments() : null)!;
            }

            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
