using ActorRuntime.Tests.Support;
using Akka.Actor;
using Akka.Configuration;
using Xunit;
using Xunit.Sdk;

namespace ActorRuntime.Tests;

public class TestKitSpec : RuntimeSpec
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact(DisplayName = "An expectation fails on silence, on another type, on another value")]
    public void Fails()
    {
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(Short));
        TestActor.Tell("text");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>());
        TestActor.Tell(1);
        Assert.ThrowsAny<Exception>(() => ExpectMsg(2));
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(Short));
        Assert.ThrowsAny<XunitException>(() => FishForMessage(_ => false, Short));
    }

    [Fact(DisplayName = "Predicates, asserts and senders are checked")]
    public void Matches()
    {
        var probe = CreateTestProbe();
        probe.Send(TestActor, 5);
        Assert.Equal(5, ExpectMsg<int>((i, sender) => i == 5 && sender.Equals(probe.Ref)));
        Assert.Equal(probe.Ref, LastSender);
        probe.Send(TestActor, 6);
        ExpectMsgFrom<int>(probe.Ref);
        probe.Send(TestActor, 7);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(i => i > 7));
    }

    [Fact(DisplayName = "A probe replies to the last sender and forwards with it")]
    public void Probes()
    {
        var probe = CreateTestProbe("named");
        probe.Ref.Tell("question", TestActor);
        probe.ExpectMsg("question");
        probe.Reply("answer");
        ExpectMsg<string>((m, sender) => m == "answer" && sender.Equals(probe.Ref));
        probe.Forward(TestActor);
        ExpectMsg<string>((m, sender) => m == "question" && sender.Equals(TestActor));
        Assert.Equal("named", probe.Ref.Path.Name);
    }

    [Fact(DisplayName = "The test actor is the implicit sender, after an await too")]
    public async Task ImplicitSender()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell(1);
        Assert.Equal(TestActor, probe.ExpectMsg<int>((_, s) => s.Equals(TestActor)) == 1 ? probe.Sender : null);
        await Task.Delay(1);
        probe.Ref.Tell(2);
        probe.ExpectMsg<int>((_, sender) => sender.Equals(TestActor));
    }

    [Fact(DisplayName = "All, any, N")]
    public void Collections()
    {
        foreach (int i in new[] { 3, 1, 2 }) TestActor.Tell(i);
        Assert.Equal([3, 1, 2], ExpectMsgAllOf(1, 2, 3));
        TestActor.Tell(2);
        Assert.Equal(2, ExpectMsgAnyOf([1, 2]));
        TestActor.Tell("a");
        TestActor.Tell("b");
        Assert.Equal(["a", "b"], ReceiveN(2));
        Assert.ThrowsAny<XunitException>(() => ReceiveN(1, Short));
    }

    [Fact(DisplayName = "Within limits its block, and expectations in it")]
    public void Limits()
    {
        Within(Patience, () => ExpectNoMsg(Short));
        Assert.ThrowsAny<Exception>(() => Within(TimeSpan.FromMilliseconds(50), () => ExpectMsg<int>()));
        Assert.Equal(4, Within(Patience, () => 4));
    }

    [Fact(DisplayName = "AwaitAssert tries again until it holds, then rethrows the last failure")]
    public void Awaits()
    {
        int attempts = 0;
        AwaitAssert(() => Assert.True(++attempts >= 3), Patience, TimeSpan.FromMilliseconds(5));
        Assert.Equal(3, attempts);
        Assert.ThrowsAny<XunitException>(() => AwaitAssert(() => Assert.Fail("never"), Short, TimeSpan.FromMilliseconds(5)));
        AwaitCondition(() => ++attempts > 5, Patience);
    }

    [Fact(DisplayName = "Ignored messages are not seen")]
    public void Ignores()
    {
        IgnoreMessages<int>(i => i < 3);
        foreach (int i in new[] { 1, 2, 3 }) TestActor.Tell(i);
        ExpectMsg(3);
        IgnoreNoMessages();
        TestActor.Tell(1);
        ExpectMsg(1);
    }

    [Fact(DisplayName = "ChildActorOf makes children of the test actor, supervised as asked")]
    public async Task Children()
    {
        var probe = CreateTestProbe();
        var child = ChildActorOf(Props.Create<Child>(probe.Ref), "kid", new OneForOneStrategy(_ => Directive.Resume));
        Assert.Equal(TestActor.Path, child.Path.Parent);
        child.Tell(2);
        child.Tell("fail");
        Assert.Equal(2, await child.Ask<int>("sum", Patience));
    }

    [Fact(DisplayName = "A test kit takes a system, a Config or a HOCON string, and ends the system with it")]
    public async Task Constructors()
    {
        var own = ActorSystem.Create("own");
        using (var kit = new Akka.TestKit.Xunit2.TestKit(own)) Assert.Same(own, kit.Sys);
        await own.WhenTerminated.WaitAsync(Patience);

        using var configured = new Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("a = 1"), "named");
        Assert.Equal("named", configured.Sys.Name);
        Assert.Equal(1, configured.Sys.Settings.Config.GetInt("a"));
    }

    [Fact(DisplayName = "The asynchronous twins do the same")]
    public async Task Twins()
    {
        TestActor.Tell(1);
        Assert.Equal(1, await ExpectMsgAsync<int>());
        TestActor.Tell("x");
        await FishForMessageAsync(m => m is "x");
        await ExpectNoMsgAsync(Short);
        await AwaitAssertAsync(() => Task.CompletedTask);
        var actor = NewRecorder();
        await WatchAsync(actor);
        Sys.Stop(actor);
        await FishForMessageAsync(m => m is "stopped");
        await ExpectTerminatedAsync(actor);
    }
}
