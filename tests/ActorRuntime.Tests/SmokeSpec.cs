using Akka.Actor;

namespace ActorRuntime.Tests;

public class SmokeSpec
{
    private sealed class Echo : ReceiveActor
    {
        public Echo()
        {
            Receive<int>(i => Sender.Tell(i + 1));
            Receive<string>(_ => throw new InvalidOperationException("boom"));
        }
    }

    [Xunit.Fact]
    public async Task Answers()
    {
        var sys = ActorSystem.Create("t");
        var a = sys.ActorOf(Props.Create<Echo>(), "echo");
        Xunit.Assert.Equal(2, await a.Ask<int>(1, TimeSpan.FromSeconds(3)));
        a.Tell("x");
        Xunit.Assert.Equal(3, await a.Ask<int>(2, TimeSpan.FromSeconds(3)));
        Xunit.Assert.True(await a.GracefulStop(TimeSpan.FromSeconds(3)));
        await sys.Terminate().WaitAsync(TimeSpan.FromSeconds(5));
    }
}
