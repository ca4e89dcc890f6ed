namespace JitAccess.Tests.Scenarios;

/// <summary>The ways to ask: by a handle, about a subject once, many questions at once. One answer.</summary>
public sealed class AskingTests : IAsyncLifetime
{
    private const string Permission = "orders:refund";

    private Office _office = null!;
    private Subject _amina = null!;

    public async Task InitializeAsync()
    {
        _office = await Office.OpenAsync(EveryStore.Memory);
        await Desk.GrantAsync(_office.Host, "orders/1");
        _amina = _office.Host.People.SubjectOf("amina");
    }

    public async Task DisposeAsync() => await _office.DisposeAsync();

    [Fact]
    public void Check_EveryWay_GivesTheSameAnswer()
    {
        var (access, handle) = (_office.Access, _office.Access.Resolve(_amina));
        JitQuestion[] questions = [new(Permission, "orders/1"), new(Permission, "orders/2"), new(Permission), new(Permission, "orders//1")];
        var answers = new GrantCheck[5];

        access.Check(handle, questions, answers);

        Assert.Equal([null, Reason.OutOfScope, Reason.OutOfScope, Reason.ResourceNotCanonical, Reason.NoGrant], answers.Select(answer => answer.Reason));
        Assert.All(questions.Zip(answers), item =>
        {
            Assert.Equal(item.Second, access.Check(handle, item.First.Permission, item.First.Resource));
            Assert.Equal(item.Second, access.Check(_amina, item.First.Permission, item.First.Resource));
            Assert.Equal(item.Second, access.Check(handle, item.First.Permission, item.First.Resource, atLeast: 1));
        });
        Assert.Equal(Reason.NoGrant, access.Check(_office.Host.People.SubjectOf("bo"), Permission, "orders/1").Reason);
    }

    [Fact]
    public void Check_TooLittleRoomForTheAnswers_ThrowsAndAnswersNothing()
    {
        var answers = new GrantCheck[1];

        var error = Assert.Throws<ArgumentException>(() => _office.Access.Check(
            _office.Access.Resolve(_amina), [new JitQuestion(Permission, "orders/1"), new JitQuestion(Permission, "orders/2")], answers));

        Assert.Contains("1 answers to 2 questions", error.Message, StringComparison.Ordinal);
        Assert.False(answers[0].IsAllowed);
    }

    [Fact]
    public void Check_ManyOnAStaleNode_AreAllDenied()
    {
        var answers = new GrantCheck[2];
        _office.Time.StepWall(NodaTime.Duration.FromSeconds(10));

        _office.Access.Check(_office.Access.Resolve(_amina), [new JitQuestion(Permission, "orders/1")], answers);

        Assert.Equal([Reason.NodeStale, Reason.NoGrant], answers.Select(answer => answer.Reason!.Value));
    }

    [Fact]
    public async Task UseAsync_EmptyResource_IsRefused() =>
        Assert.Equal(Reason.ResourceNotCanonical, (await Assert.ThrowsAsync<JitRejectedException>(() => _office.Access.UseAsync(_amina, Permission, "").AsTask())).Reason);
}
