using ActorRuntime.Tests.Support;
using Akka.Actor;
using Akka.Event;
using Xunit;

namespace ActorRuntime.Tests;

public class EventStreamSpec : RuntimeSpec
{
    [Fact(DisplayName = "Subscribers get events of their type, of its subtypes and of what implements it, once")]
    public void ByType()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(IFact)));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(IFact)));
        Sys.EventStream.Subscribe<Fact>(TestActor);
        var fact = new Fact();
        Sys.EventStream.Publish(fact);
        Sys.EventStream.Publish("not for us");
        Sys.EventStream.Publish(new Detail());
        ExpectMsg<Fact>(f => ReferenceEquals(f, fact));
        ExpectMsg<Detail>();
    }

    [Fact(DisplayName = "After Unsubscribe nothing comes")]
    public void Unsubscribe()
    {
        Sys.EventStream.Subscribe<Fact>(TestActor);
        Assert.True(Sys.EventStream.Unsubscribe(TestActor));
        Assert.False(Sys.EventStream.Unsubscribe<Fact>(TestActor));
        Sys.EventStream.Publish(new Fact());
        TestActor.Tell("end");
        ExpectMsg("end");
    }

    [Fact(DisplayName = "A subscriber that has stopped is unsubscribed")]
    public void StoppedSubscriber()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<Fact>(probe.Ref);
        Watch(probe.Ref);
        Sys.Stop(probe.Ref);
        ExpectTerminated(probe.Ref);
        AwaitAssert(() => Assert.False(Sys.EventStream.Unsubscribe(probe.Ref)));
    }

    private interface IFact;

    private class Fact : IFact;

    private sealed class Detail : Fact;
}
