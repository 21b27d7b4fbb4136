using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.FrontEnd;

namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>Control messages without end on the connections of guests that work: questions of which the answer is known, descriptors that
/// are swapped, rings that stop and go on.</summary>
/// <remarks>A reply that is lost ends the wait for it. One that comes twice is found before the next message, or taken for the reply to
/// that: so no two questions in a row have the same answer.</remarks>
internal sealed class ControlTalk : IDisposable
{
    private const int ConfigSize = 8;

    private readonly IReadOnlyList<WiredGuest> _guests;
    private readonly byte[][] _configs;
    private readonly int _kinds;
    private readonly Random _random;
    private readonly Thread _thread;
    private volatile bool _ends;

    /// <param name="swaps">Not only questions: descriptors are swapped, and rings stop and go on.</param>
    public ControlTalk(IReadOnlyList<WiredGuest> guests, bool swaps, int seed)
    {
        (_guests, _kinds, _random) = (guests, swaps ? 12 : 7, new Random(seed));
        _configs = [.. guests.Select(guest => guest.FrontEnd.GetConfig(0, ConfigSize))];
        _thread = new Thread(Run) { IsBackground = true, Name = "control messages" };
        _thread.Start();
    }

    /// <summary>Questions that were answered.</summary>
    public long Answers { get; private set; }

    /// <summary>Call descriptors that were swapped.</summary>
    public long Swaps { get; private set; }

    /// <summary>Times that a guest's rings were stopped and went on.</summary>
    public long Pauses { get; private set; }

    /// <summary>Why it goes on no longer; null = all is well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Ends it, with every ring running.</summary>
    /// <exception cref="ScenarioException">A reply was not what it must be.</exception>
    public void End()
    {
        Dispose();
        if (Failure is { } failure) throw new ScenarioException($"a control message: {failure.Message}");
    }

    public void Dispose()
    {
        _ends = true;
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            while (!_ends) Talk(_random.Next(_guests.Count));
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }

    private void Talk(int guest)
    {
        var frontEnd = _guests[guest].FrontEnd;
        switch (_random.Next(_kinds))
        {
            case < 3:
                Is((ulong)frontEnd.Offered, frontEnd.Channel.AskU64(FrontEndRequest.GetFeatures), "GET_FEATURES");
                Is((ulong)frontEnd.OfferedProtocol, frontEnd.Channel.AskU64(FrontEndRequest.GetProtocolFeatures), "GET_PROTOCOL_FEATURES");
                break;
            case < 7:
                uint from = (uint)_random.Next(ConfigSize), length = (uint)_random.Next(1, ConfigSize + 1 - (int)from);
                byte[] expected = _configs[guest][(int)from..(int)(from + length)];
                Is(Convert.ToHexString(expected), Convert.ToHexString(frontEnd.GetConfig(from, length)), "GET_CONFIG");
                break;
            case < 10:
                var ring = frontEnd.Rings[_random.Next(frontEnd.Rings.Count)];
                frontEnd.SetCall(ring, ring.MaskedCall);
                if (_random.Next(2) == 0) Is((ulong)frontEnd.Offered, frontEnd.Channel.AskU64(FrontEndRequest.GetFeatures), "GET_FEATURES");
                frontEnd.SetCall(ring, ring.Call.Theirs);
                Is((ulong)VhostUserFrontEnd.QueueCount, frontEnd.Channel.AskU64(FrontEndRequest.GetQueueNum), "GET_QUEUE_NUM");
                Swaps++;
                break;
            default:
                frontEnd.Stop();
                frontEnd.Start();
                Pauses++;
                break;
        }
    }

    private void Is<T>(T expected, T got, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, got)) throw new ScenarioException($"{what}: {got} instead of {expected}");
        Answers++;
    }
}
