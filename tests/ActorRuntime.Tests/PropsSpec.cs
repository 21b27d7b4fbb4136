using ActorRuntime.Tests.Support;
using Akka.Actor;
using Xunit;

namespace ActorRuntime.Tests;

public class PropsSpec : RuntimeSpec
{
    [Fact(DisplayName = "Both forms give type and arguments; arguments are evaluated once")]
    public void Forms()
    {
        var source = new Source(TestActor);
        var byExpression = Props.Create(() => new Recorder(source.Next()));
        var byArguments = Props.Create<Recorder>(TestActor);
        Assert.Equal(typeof(Recorder), byExpression.Type);
        Assert.Equal(byArguments.Arguments, byExpression.Arguments);
        Assert.Equal(1, source.Evaluations);

        Sys.ActorOf(byExpression).Tell("hello");
        ExpectMsg("hello");
        Assert.Equal(1, source.Evaluations);
    }

    [Fact(DisplayName = "Only a constructor call is an actor's expression")]
    public void OnlyNew() => Assert.Throws<InvalidCastException>(() => Props.Create(() => Make()));

    [Fact(DisplayName = "With… gives a changed copy")]
    public void Immutable()
    {
        var props = Props.Create<Recorder>(TestActor);
        Assert.Equal("pump", props.WithDispatcher("pump").Dispatcher);
        Assert.NotEqual("pump", props.Dispatcher);
        Assert.Equal(props, Props.Create<Recorder>(TestActor));
    }

    [Fact(DisplayName = "Paths parse, compare without uid, and print as they are written")]
    public void Paths()
    {
        var path = ActorPath.Parse("akka://test/user/a/b");
        Assert.Equal("akka://test/user/a/b", path.ToString());
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal("/user/a/b", path.ToStringWithoutAddress());
        Assert.Equal(path, path.WithUid(7));
        Assert.Equal("b", path.Name);
        Assert.Equal("a", path.Parent.Name);
        Assert.Equal("akka://test/user/recorder", NewRecorder("recorder").Path.ToString());
    }

    [Fact(DisplayName = "A selection reaches by absolute path, by relative path and by pattern; what finds nobody is a dead letter")]
    public void Selections()
    {
        NewRecorder("one");
        NewRecorder("two");
        Sys.ActorSelection("/user/one").Tell("absolute");
        ExpectMsg("absolute");
        Sys.ActorSelection("akka://test/user/one").Tell("with address");
        ExpectMsg("with address");
        Sys.ActorSelection("/user/t*").Tell("pattern");
        ExpectMsg("pattern");
        EventFilter.DeadLetter<string>().ExpectOne(() => Sys.ActorSelection("/user/three").Tell("nobody"));
    }

    [Fact(DisplayName = "Child finds by name, and gives Nobody where there is none")]
    public void Children()
    {
        var parent = Sys.ActorOf(Props.Create<Finder>());
        parent.Tell("there", TestActor);
        Assert.Equal("there", ExpectMsg<IActorRef>().Path.Name);
        parent.Tell("missing", TestActor);
        Assert.True(ExpectMsg<IActorRef>().IsNobody());
    }

    private static Recorder Make() => null!;

    private sealed class Source(IActorRef probe)
    {
        public int Evaluations { get; private set; }

        public IActorRef Next()
        {
            Evaluations++;
            return probe;
        }
    }

    private sealed class Finder : ReceiveActor
    {
        public Finder()
        {
            Context.ActorOf<Quiet>("there");
            Receive<string>(s => Sender.Tell(Context.Child(s)));
        }
    }

    private sealed class Quiet : ReceiveActor;
}
