using Akka.Actor;
using Akka.TestKit.Xunit2;
using GpioHub.Actors.Tests.AkkaNet.Support;
using Xunit;

namespace GpioHub.Actors.Tests.AkkaNet;

/// <summary>The hot path: preallocated messages between actors on a dispatcher whose run queue is drained by one thread.</summary>
public class HotPathSpec : TestKit
{
    private const int Rounds = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Pump _pump = new();

    public HotPathSpec() =>
        Sys.Dispatchers.RegisterConfigurator("pump", new PumpConfigurator(Sys.Dispatchers.Prerequisites, _pump));

    public static TheoryData<Type> Players => new(typeof(UntypedPlayer), typeof(TypedPlayer));

    [Theory(DisplayName = "Telling a preallocated message and handling it allocates nothing, there and back")]
    [MemberData(nameof(Players))]
    public async Task NothingAllocated(Type player)
    {
        var ball = new Ball();
        var pong = await Start(Props.Create(player, ActorRefs.Nobody));
        var ping = await Start(Props.Create(player, pong));

        Assert.Equal(0, BytesPerRun(() => ping.Tell(ball, ActorRefs.NoSender)));
        Assert.True(ball.Hits >= 2 * Rounds);
    }

    [Fact(DisplayName = "A batch of preallocated messages that lies in one mailbox allocates nothing")]
    public async Task NothingAllocatedInABatch()
    {
        var ball = new Ball();
        var player = await Start(Props.Create<TypedPlayer>(ActorRefs.Nobody));
        Assert.Equal(
            0,
            BytesPerRun(() =>
            {
                for (int i = 0; i < 64; i++) player.Tell(ball, ActorRefs.NoSender);
            }));
    }

    protected override void AfterAll() => _pump.RunOnThread();

    protected override void Dispose(bool disposing)
    {
        try
        {
            base.Dispose(disposing);
        }
        finally
        {
            _pump.Stop();                                                  // or it turns beside every test that follows
        }
    }

    private double BytesPerRun(Action tell)
    {
        for (int i = 0; i < Rounds; i++) Run(); // the queues reach their size, the code its final form

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) Run();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rounds;

        void Run()
        {
            tell();
            _pump.RunUntilIdle();
        }
    }

    private async Task<IActorRef> Start(Props props)
    {
        var actor = Sys.ActorOf(props.WithDispatcher("pump"));
        var answer = actor.Ask<ActorIdentity>(new Identify(null), Patience);
        while (!answer.IsCompleted)
        {
            _pump.RunUntilIdle();
            await Task.Yield();
        }
        return actor;
    }

    /// <summary>A hot message: preallocated, written by whoever holds it.</summary>
    private sealed class Ball
    {
        public int Hits { get; set; }
    }

    private sealed class UntypedPlayer(IActorRef next) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            ((Ball)message).Hits++;
            next.Tell(message, Self);
        }
    }

    private sealed class TypedPlayer : ReceiveActor
    {
        public TypedPlayer(IActorRef next)
        {
            Receive<string>(_ => { });
            Receive<Ball>(ball =>
            {
                ball.Hits++;
                next.Tell(ball);
            });
        }
    }
}
