namespace JitAccess.Tests.Deciding.Model;

/// <summary>Choices that follow from one number, so that a case can be repeated.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public T Pick<T>(params IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public List<T> Some<T>(int percent, params IReadOnlyList<T> items) => items.Where(_ => Chance(percent)).ToList();
}
