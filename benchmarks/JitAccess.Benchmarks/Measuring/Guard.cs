using System.Globalization;

namespace JitAccess.Benchmarks.Measuring;

/// <summary>Prints what was measured, and keeps what must hold of it: no byte allocated, and no ratio over its bound.</summary>
/// <param name="noise">How much over its bound a ratio may be, as a factor: a short run on a busy machine is noisy.</param>
internal sealed class Guard(double noise)
{
    private readonly List<string> _broken = [];

    public IReadOnlyList<string> Broken => _broken;

    /// <summary>Says what does not hold.</summary>
    /// <returns>How much.</returns>
    public int Say()
    {
        Console.WriteLine();
        _broken.ForEach(static broken => Console.WriteLine($"BROKEN: {broken}"));
        return _broken.Count;
    }

    /// <summary>Notes something that was measured elsewhere and has to hold.</summary>
    public void Demand(bool holds, string broken)
    {
        if (!holds)
        {
            _broken.Add(broken);
        }
    }

    /// <summary>Begins a table.</summary>
    public static void Head(string what)
    {
        Console.WriteLine();
        Console.WriteLine($"| {what} | ns | bytes | ratio | to | at most |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
    }

    /// <summary>Prints what nothing is demanded of.</summary>
    public static void Report(string where, Measured measured, Measured? to = null) => Row(where, measured, to, null);

    /// <summary>Prints what is demanded to allocate nothing, and to take at most so many times what another takes.</summary>
    public void Demand(string where, Measured measured, Measured to, double atMost)
    {
        DemandTime(where, measured, to, atMost);
        DemandNoBytes(where, measured);
    }

    /// <summary>Prints what is demanded to take at most so many times what another takes.</summary>
    public void DemandTime(string where, Measured measured, Measured to, double atMost)
    {
        Row(where, measured, to, atMost);
        if (measured.RatioTo(to) > atMost * noise)
        {
            _broken.Add($"{where}, {measured.Name}: takes {Number(measured.RatioTo(to))} times {to.Name}, and may take {Number(atMost)} ({Number(atMost * noise)} with noise).");
        }
    }

    /// <summary>Prints what is demanded to allocate not a byte more than another, and to take at most so many times what that takes.</summary>
    public void DemandNoMore(string where, Measured measured, Measured to, double atMost)
    {
        DemandTime(where, measured, to, atMost);
        if (measured.BytesEach > to.BytesEach + 0.5)
        {
            _broken.Add($"{where}, {measured.Name}: allocates {Number(measured.BytesEach)} bytes, and {to.Name} {Number(to.BytesEach)}.");
        }
    }

    /// <summary>Prints what is the same as another under another name: when it takes longer or shorter, the run says nothing.</summary>
    public void DemandControl(string where, Measured measured, Measured to, double atLeast, double atMost)
    {
        Row(where, measured, to, atMost);
        if (measured.RatioTo(to) < atLeast / noise || measured.RatioTo(to) > atMost * noise)
        {
            _broken.Add($"{where}, {measured.Name}: takes {Number(measured.RatioTo(to))} times the same, {to.Name}: the machine is too busy to say anything.");
        }
    }

    /// <summary>Prints what is demanded to allocate nothing.</summary>
    public void Demand(string where, Measured measured)
    {
        Row(where, measured, null, null);
        DemandNoBytes(where, measured);
    }

    private void DemandNoBytes(string where, Measured measured)
    {
        if (measured.BytesEach > 0)
        {
            _broken.Add($"{where}, {measured.Name}: allocates {Number(measured.BytesEach)} bytes.");
        }
    }

    private static void Row(string where, Measured measured, Measured? to, double? atMost) => Console.WriteLine(
        $"| {where}: {measured.Name} | {measured.Median.ToString("0.0", CultureInfo.InvariantCulture)} | {Number(measured.BytesEach)} "
        + $"| {(to is null ? "" : Number(measured.RatioTo(to)))} | {to?.Name} | {(atMost is { } bound ? Number(bound) : "")} |");

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
