using GpioHub.Actors.Rigs;
using Xunit;

namespace GpioHub.Actors.Tests.Rigs;

/// <summary>The steps of a change of the plan, without an actor.</summary>
public class RigChangeStepsSpec
{
    private readonly RigChangeSteps _steps = new(lastRound: 7);
    private readonly List<string> _begun = [];

    [Fact(DisplayName = "Once something is refused, steps that would go on are left out; those that undo are not")]
    public void LeftOut()
    {
        _steps.Then(Step("bind", awaits: 1));
        _steps.Try(Step("take"));
        _steps.Then(Step("decide"));
        _steps.Proceed();

        Assert.True(_steps.Answered(_steps.Round, "no permission"));
        _steps.Proceed();

        Assert.Equal(["bind", "decide"], _begun);
        Assert.Equal(["no permission"], _steps.Refusals);
    }

    [Fact(DisplayName = "An answer to a step of the change before counts for nothing, nor does its refusal")]
    public void OfTheChangeBefore()
    {
        _steps.Then(Step("asks", awaits: 1));
        _steps.Proceed();

        Assert.False(_steps.Answered(7, "too late"));
        Assert.Empty(_steps.Refusals);
        Assert.True(_steps.Waits);
    }

    [Fact(DisplayName = "A step that throws is a refusal")]
    public void Throws()
    {
        _steps.Then(() => throw new InvalidOperationException("our bug"), Step("next"));
        _steps.Proceed();

        Assert.Equal(["our bug"], _steps.Refusals);
        Assert.Equal(["next"], _begun);
    }

    [Fact(DisplayName = "A step that throws when nothing can be refused any more is a failure of the actor, " +
        "whose next incarnation goes on behind it")]
    public void ThrowsTooLate()
    {
        _steps.IsCommitted = true;
        _steps.Then(() => throw new InvalidOperationException("our bug"), Step("next"));

        Assert.Throws<InvalidOperationException>(_steps.Proceed);
        Assert.False(_steps.Waits);
        _steps.Proceed();

        Assert.Empty(_steps.Refusals);
        Assert.Equal(["next"], _begun);
    }

    [Fact(DisplayName = "A step goes on without an answer that does not come, after 500 ms; " +
        "what it cannot do without it waits for ten times as long, and then it is a refusal")]
    public void Patience()
    {
        _steps.Then(Step("asks", awaits: 1), () =>
        {
            _steps.Need("the sockets were not made");
            return 1;
        });
        _steps.Proceed();
        Assert.Equal(TimeSpan.FromMilliseconds(500), _steps.Patience);
        Assert.True(_steps.GoOnWithout(_steps.Round));
        Assert.Empty(_steps.Refusals);
        _steps.Proceed();

        Assert.Equal(TimeSpan.FromSeconds(5.0), _steps.Patience);
        Assert.True(_steps.GoOnWithout(_steps.Round));
        Assert.Equal(["the sockets were not made within 5 s"], _steps.Refusals);
    }

    private Func<int> Step(string name, int awaits = 0) => () =>
    {
        _begun.Add(name);
        return awaits;
    };
}
