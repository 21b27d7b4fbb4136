namespace GpioHub.Transports.Reactor;

/// <summary>How long a reactor may poll before it sleeps: <c>poll: auto | off | 20us</c>.</summary>
/// <param name="Adapts">The time follows the traffic, from nothing up to <paramref name="LimitNs"/>. False: it is always
/// <paramref name="LimitNs"/>.</param>
/// <param name="LimitNs">Nanoseconds; 0 = never poll.</param>
public readonly record struct Polling(bool Adapts, long LimitNs)
{
    /// <summary>
    /// The longest time that <see cref="Auto"/> polls. Waking a sleeping CPU costs 30 µs and more each way, so a driver that asks, sleeps
    /// and asks again needs 50 to 150 µs from an answer to its next request. KVM by default polls as long for a halted vCPU.
    /// </summary>
    public const long AutoLimitNs = 200_000;

    public static Polling Off => default;

    public static Polling Auto => new(Adapts: true, AutoLimitNs);

    /// <param name="ns">Nanoseconds, 0 or more.</param>
    public static Polling Fixed(long ns) => new(Adapts: false, ns);
}

/// <summary>The time that a reactor polls before its next sleep, learnt from its last pauses. Pure.</summary>
/// <remarks>
/// Traffic is expected to go on as before. After a short pause it pays to poll for a few times as long; after a long pause it does not pay
/// at all. So a hub with nothing to do costs nothing, and a burst costs one wake-up, at its beginning.
/// </remarks>
internal struct PollWindow(Polling polling)
{
    private const int Safety = 4;                    // pauses vary: after 20 µs the next may be 80

    /// <summary>Nanoseconds, 0 = sleep at once.</summary>
    public long Ns { get; private set; } = polling.Adapts ? 0 : polling.LimitNs;

    /// <summary>Learns from a pause after which input came.</summary>
    /// <param name="pauseNs">Nanoseconds since the reactor ran out of work, asleep or not.</param>
    public void Arrived(long pauseNs)
    {
        if (!polling.Adapts) return;
        if (pauseNs > polling.LimitNs) Ns = 0;
        else Ns = Math.Min(polling.LimitNs, Math.Max(Safety * pauseNs, Ns - (Ns >> 3)));
    }

    /// <summary>Learns that the reactor lost its CPU while it polled: another thread has better use for it.</summary>
    public void Disturbed()
    {
        if (polling.Adapts) Ns = 0;
    }
}
