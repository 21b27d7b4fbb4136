using GpioHub.Actors.Links;
using GpioHub.Rules.Links;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Actors.Tests.Links;

/// <summary>When what links say leaves.</summary>
public sealed class LinkSendsSpec : IDisposable
{
    private readonly PumpReactor _reactor = new((cause, where) => Assert.Fail($"{where}: {cause}"));
    private readonly Wire _wire = new();

    [Fact(DisplayName = "What is said in a turn leaves in the next one, when guests have theirs, and nothing of a turn that is not " +
        "committed leaves with it (LK-12)")]
    public void Turns()
    {
        var sends = new LinkSends(_reactor, _wire);
        Took first = new("bench", 1, 1), second = new("bench", 1, 2);
        _reactor.Post(new Work(() =>
        {
            _reactor.AfterCommit(new Work(() => _reactor.Post(new Work(() => sends.Add("b", second)))));
            sends.Add("b", first);
        }));

        _reactor.RunTurn();
        Assert.Empty(_wire.Sent);
        _reactor.RunTurn();                                                // in which the second is said before the first is sent
        Assert.Equal([first], _wire.Sent);
        _reactor.RunTurn();
        Assert.Equal([first, second], _wire.Sent);
    }

    public void Dispose() => _reactor.Dispose();

    private sealed class Wire : ILinkWire
    {
        public List<LinkMessage> Sent { get; } = [];

        public void Send(string host, LinkMessage message) => Sent.Add(message);
    }

    private sealed class Work(Action act) : IReactorWork
    {
        public void Execute() => act();
    }
}
