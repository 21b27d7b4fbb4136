using GpioHub.TestKit.Rigs;

namespace GpioHub.TestKit;

/// <summary>The options of a scenario. Immutable.</summary>
public sealed record ScenarioOptions
{
    /// <summary>The environment variable behind the default of <see cref="Transport"/>: <c>memory</c> or <c>sockets</c>.</summary>
    private const string TransportVariable = "GPIOHUB_SCENARIOS";

    /// <summary>The environment variable behind the default of <see cref="PackedRings"/>: <c>split</c> or <c>packed</c>.</summary>
    private const string RingsVariable = "GPIOHUB_RINGS";

    private const string RecordingsVariable = "GPIOHUB_RECORDINGS";

    /// <summary>In memory, unless <c>GPIOHUB_SCENARIOS=sockets</c> says otherwise.</summary>
    public Transport Transport { get; init; } = TransportOf(Environment.GetEnvironmentVariable(TransportVariable));

    /// <summary>Whether guests have packed rings, as Linux has below QEMU 9 and later; else split ones, unless
    /// <c>GPIOHUB_RINGS=packed</c> says otherwise.</summary>
    public bool PackedRings { get; init; } = PackedOf(Environment.GetEnvironmentVariable(RingsVariable));

    /// <summary>The driver that guests boot with: <c>linux</c> (as merged in v5.16), <c>zephyr</c>, <c>linux-v4</c> or
    /// <c>linux-v4-revised</c>.</summary>
    public string Driver { get; init; } = "linux";

    /// <summary>Whether every guest is up when the scenario begins; else <see cref="Guest.Boots"/> starts one.</summary>
    public bool Booted { get; init; } = true;

    /// <summary>The folder in which a failure keeps what happened on the lines, as a VCD file; null = it does not. By default what
    /// <c>GPIOHUB_RECORDINGS</c> says.</summary>
    public string? Recordings { get; init; } =
        Environment.GetEnvironmentVariable(RecordingsVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Whether a hub that dies is followed by another (<see cref="Host.HubDies"/>). Over sockets only: descriptors outlive
    /// it.</summary>
    public bool Follows { get; init; }

    /// <summary>Deaths at which the story asks for them, and no others: of several hubs on one thread, one that is killed while another
    /// waits for it would stop the story.</summary>
    internal Deaths? KillsOnCall() => Transport == Transport.Sockets && Follows ? Deaths.OnCall() : null;

    /// <summary>When the hub is killed: only where there are descriptors that outlive it.</summary>
    internal Deaths? Kills() => Transport == Transport.Sockets ? Deaths.OfVariable() ?? (Follows ? Deaths.OnCall() : null) : null;

    internal static bool PackedOf(string? word) => word switch
    {
        null or "" or "split" => false,
        "packed" => true,
        var other => throw new ScenarioException($"{RingsVariable} is \"{other}\"; expected split or packed"),
    };

    internal static Transport TransportOf(string? word) => word switch
    {
        null or "" or "memory" => Transport.InMemory,
        "sockets" => Transport.Sockets,
        var other => throw new ScenarioException($"{TransportVariable} is \"{other}\"; expected memory or sockets"),
    };
}
