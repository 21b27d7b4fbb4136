using ActorRuntime.Tests.Support;
using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace ActorRuntime.Tests;

public class AskSpec : RuntimeSpec
{
    private readonly TestProbe _asked;

    public AskSpec() => _asked = CreateTestProbe();

    [Fact(DisplayName = "The first answer completes the task; a second one is a dead letter")]
    public async Task Answer()
    {
        var answer = _asked.Ref.Ask<int>("question", Patience);
        _asked.ExpectMsg("question");
        _asked.Reply(1);
        Assert.Equal(1, await answer);
        EventFilter.DeadLetter<int>().ExpectOne(() => _asked.Reply(2));
    }

    [Fact(DisplayName = "No answer in time is AskTimeoutException")]
    public async Task Timeout() =>
        await Assert.ThrowsAsync<AskTimeoutException>(() => _asked.Ref.Ask<int>("question", TimeSpan.FromMilliseconds(50)));

    [Fact(DisplayName = "A stopped actor gives a timeout, no quick failure")]
    public async Task Stopped()
    {
        var actor = NewRecorder();
        await actor.GracefulStop(Patience);
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<int>("question", TimeSpan.FromMilliseconds(50)));
    }

    [Fact(DisplayName = "A Status.Failure faults the task with its cause")]
    public async Task Failure()
    {
        var answer = _asked.Ref.Ask<int>("question", Patience);
        _asked.ExpectMsg("question");
        _asked.Reply(new Status.Failure(new InvalidOperationException("no")));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => answer);
        Assert.Equal("no", failure.Message);
    }

    [Fact(DisplayName = "An answer of another type is an ArgumentException that names both")]
    public async Task WrongType()
    {
        var answer = _asked.Ref.Ask<int>("question", Patience);
        _asked.ExpectMsg("question");
        _asked.Reply("text");
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => answer);
        Assert.Contains("System.String", failure.Message, StringComparison.Ordinal);
        Assert.Contains("System.Int32", failure.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A cancelled token cancels the task")]
    public async Task Cancelled()
    {
        using var source = new CancellationTokenSource();
        var answer = _asked.Ref.Ask<int>("question", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => answer);
    }

    [Fact(DisplayName = "Asking from inside an async handler does not block the actor's own answer")]
    public async Task AskInsideHandler()
    {
        var echo = Sys.ActorOf(Props.Create<Echo>());
        var relay = Sys.ActorOf(Props.Create<Relay>(echo));
        Assert.Equal("hello", await relay.Ask<string>("hello", Patience));
    }

    [Fact(DisplayName = "PipeTo sends the result, a mapped result, or Status.Failure with the cause itself")]
    public async Task PipeTo()
    {
        await Task.FromResult(3).PipeTo(TestActor);
        ExpectMsg(3);
        await Task.FromResult(3).PipeTo(TestActor, success: i => i + 1);
        ExpectMsg(4);
        await Task.FromException<int>(new InvalidOperationException("x")).PipeTo(TestActor);
        Assert.IsType<InvalidOperationException>(ExpectMsg<Status.Failure>().Cause);
        await Task.FromException(new InvalidOperationException("x")).PipeTo(TestActor, failure: e => e.Message);
        ExpectMsg("x");
    }

    [Fact(DisplayName = "Identify is answered by the cell, and by dead refs with no subject")]
    public async Task IdentifyIsAnswered()
    {
        var actor = NewRecorder("here");
        Assert.Equal(actor, (await actor.Ask<ActorIdentity>(new Identify(1), Patience)).Subject);
        Assert.Equal(actor, (await Sys.ActorSelection("/user/here").Ask<ActorIdentity>(new Identify(2), Patience)).Subject);
        var none = await Sys.ActorSelection("/user/nowhere").Ask<ActorIdentity>(new Identify(3), Patience);
        Assert.Null(none.Subject);
        Assert.Equal(3, none.MessageId);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(m => Sender.Tell(m));
    }

    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef echo) => ReceiveAsync<string>(async s => Sender.Tell(await echo.Ask<string>(s, Patience)));
    }
}
