namespace GpioHub.Transports.Reactor;

/// <summary>How long a reactor may look around before it sleeps: <c>poll: auto | off | 20us</c>.</summary>
/// <param name="Adapts">The time follows the traffic, from nothing up to <paramref name="LimitNs"/>. False:
/// it is always <paramref name="LimitNs"/>.</param>
/// <param name="LimitNs">Nanoseconds; 0 = never look around.</param>
public readonly record struct Polling(bool Adapts, long LimitNs)
{
    /// <summary>
    /// The most that <see cref="Auto"/> looks around: waking a sleeping CPU costs 30 µs and more each way, so a driver that asks, sleeps
    /// and asks again needs 50 to 150 µs from an answer to its next request. It is also what KVM grants a halted vCPU by default.
    /// </summary>
    public const long AutoLimitNs = 200_000;

    public static Polling Off => default;

    public static Polling Auto => new(Adapts: true, AutoLimitNs);

    /// <param name="ns">Nanoseconds, 0 or more.</param>
    public static Polling Fixed(long ns) => new(Adapts: false, ns);
}

/// <summary>The time that a reactor looks around before its next sleep, learnt from how long its last sleeps and looks were.
/// Pure.</summary>
/// <remarks>
/// Traffic is expected to go on as it came: after a short pause it pays to look around for a few times as long, after a long one it does
/// not pay at all. So a hub with nothing to do costs nothing, and a burst costs one wake-up, at its beginning.
/// </remarks>
public struct PollWindow(Polling polling)
{
    private const int Safety = 4;                    // pauses vary: what came after 20 µs may come after 80 next time

    /// <summary>Nanoseconds, 0 = sleep at once.</summary>
    public long Ns { get; private set; } = polling.Adapts ? 0 : polling.LimitNs;

    /// <summary>Input came after a pause.</summary>
    /// <param name="pauseNs">Nanoseconds since the reactor ran out of work, asleep or not.</param>
    public void Arrived(long pauseNs)
    {
        if (!polling.Adapts) return;
        if (pauseNs > polling.LimitNs) Ns = 0;
        else Ns = Math.Min(polling.LimitNs, Math.Max(Safety * pauseNs, Ns - (Ns >> 3)));
    }

    /// <summary>The reactor lost its CPU while it looked around: someone else has better use for it.</summary>
    public void Disturbed()
    {
        if (polling.Adapts) Ns = 0;
    }
}
