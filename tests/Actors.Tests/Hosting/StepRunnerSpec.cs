using GpioHub.Actors.Hosting;
using Xunit;

namespace GpioHub.Actors.Tests.Hosting;

/// <summary>Steps one after the other, some of which wait for answers.</summary>
public class StepRunnerSpec
{
    private readonly StepRunner _steps = new();
    private readonly List<string> _begun = [];

    [Fact(DisplayName = "Steps that wait for nothing begin one after the other, in the order in which they were added")]
    public void Order()
    {
        _steps.Then(Step("a"), Step("b"), Step("c"));
        _steps.Proceed();

        Assert.Equal(["a", "b", "c"], _begun);
        Assert.True(_steps.IsIdle);
    }

    [Fact(DisplayName = "A step begins when the one before has all its answers, and not one answer earlier")]
    public void Waits()
    {
        _steps.Then(Step("asks", awaited: 2), Step("next"));
        _steps.Proceed();

        Assert.False(_steps.Answered(_steps.Round));
        Assert.Equal((1, false), (_steps.Awaited, _steps.IsIdle));
        Assert.True(_steps.Answered(_steps.Round));
        Assert.Equal(["asks"], _begun);
        _steps.Proceed();
        Assert.Equal(["asks", "next"], _begun);
    }

    [Fact(DisplayName = "A step that is added while one waits begins behind it")]
    public void AddedWhileOneWaits()
    {
        _steps.Then(Step("asks", awaited: 1));
        _steps.Proceed();
        _steps.Then(Step("added"));
        _steps.Proceed();

        Assert.Equal(["asks"], _begun);
        if (_steps.Answered(_steps.Round)) _steps.Proceed();
        Assert.Equal(["asks", "added"], _begun);
    }

    [Fact(DisplayName = "An answer to an earlier step, and one that nobody waits for, count for nothing")]
    public void OtherRounds()
    {
        _steps.Then(Step("first", awaited: 1), Step("second", awaited: 1));
        _steps.Proceed();
        long first = _steps.Round;
        Assert.True(_steps.Answered(first));
        Assert.False(_steps.Answered(first));
        _steps.Proceed();

        Assert.False(_steps.Answered(first));
        Assert.False(_steps.Skip(first));
        Assert.Equal(1, _steps.Awaited);
    }

    [Fact(DisplayName = "A runner that follows another one takes no answer to it for its own")]
    public void Follows()
    {
        _steps.Then(Step("first", awaited: 1));
        _steps.Proceed();
        var next = new StepRunner(_steps.Round);
        next.Then(Step("second", awaited: 1));
        next.Proceed();

        Assert.False(next.Answered(_steps.Round));
        Assert.True(next.Answered(next.Round));
    }

    [Fact(DisplayName = "A step that is skipped is over although answers are missing, and they count for nothing when they come")]
    public void Skips()
    {
        _steps.Then(Step("asks", awaited: 3), Step("next", awaited: 1));
        _steps.Proceed();
        long asked = _steps.Round;
        Assert.True(_steps.Skip(asked));
        _steps.Proceed();

        Assert.Equal(["asks", "next"], _begun);
        Assert.False(_steps.Answered(asked));
        Assert.Equal(1, _steps.Awaited);
    }

    [Fact(DisplayName = "Steps that a step adds come behind those that were there, and before all that comes later")]
    public void Later()
    {
        _steps.Later(() =>
        {
            _steps.Then(Step("a1", awaited: 1), Step("a2"));
            return Begin("a", 0);
        });
        _steps.Later(Step("b"));
        _steps.Proceed();
        _steps.Then(Step("a3"));
        Assert.True(_steps.Answered(_steps.Round));
        _steps.Proceed();

        Assert.Equal(["a", "a1", "a2", "a3", "b"], _begun);
    }

    [Fact(DisplayName = "What was to come later can be dropped; the steps in hand are finished")]
    public void ForgetsLater()
    {
        _steps.Later(() =>
        {
            _steps.Then(Step("in hand"));
            _steps.ForgetLater();
            return 0;
        });
        _steps.Later(Step("dropped"));
        _steps.Proceed();

        Assert.Equal(["in hand"], _begun);
    }

    [Fact(DisplayName = "A step that asks to go on is not overtaken: what it added begins when it has returned")]
    public void NotReentrant()
    {
        _steps.Then(() =>
        {
            _steps.Then(Step("added"));
            Assert.False(_steps.Proceed());
            return Begin("adds", 0);
        });

        Assert.True(_steps.Proceed());
        Assert.Equal(["adds", "added"], _begun);
    }

    [Fact(DisplayName = "A step that throws is over, and the ones behind it can begin")]
    public void Throws()
    {
        _steps.Then(() => throw new InvalidOperationException("a bug"), Step("behind"));

        Assert.Throws<InvalidOperationException>(() => _steps.Proceed());
        Assert.Empty(_begun);
        _steps.Proceed();
        Assert.Equal(["behind"], _begun);
    }

    [Fact(DisplayName = "After the end nothing begins and nothing is waited for, whatever the step that ended it returns")]
    public void Ends()
    {
        _steps.Then(() =>
        {
            _steps.End();
            _steps.Then(Step("never"));
            return 1;
        }, Step("never"));
        _steps.Later(Step("never"));
        _steps.Proceed();

        Assert.Empty(_begun);
        Assert.Equal(0, _steps.Awaited);
        Assert.False(_steps.Answered(_steps.Round));
    }

    private Func<int> Step(string name, int awaited = 0) => () => Begin(name, awaited);

    private int Begin(string name, int awaited)
    {
        _begun.Add(name);
        return awaited;
    }
}
