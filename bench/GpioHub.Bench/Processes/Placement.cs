namespace GpioHub.Bench.Processes;

/// <summary>The CPUs that a row's processes may use. The hub and the floor's answering half use the same CPUs, and so do their
/// callers.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Callers">CPU of the front-end, or of the floor's calling half, as taskset takes it.</param>
/// <param name="StartsAnswerersOn">CPUs that the hub finds when it starts.</param>
/// <param name="Answerers">CPU of the hub, or of the floor's answering half.</param>
/// <param name="Sleeps">The front-end sleeps on the call eventfd; else it polls the used ring all the time.</param>
internal sealed record Placement(string Name, string Callers, string StartsAnswerersOn, string Answerers, bool Sleeps)
{
    public static Placement OneCpu { get; } = new("one CPU", "0", "0", "0", Sleeps: true);

    /// <summary>Every wake-up crosses CPUs. The hub is restricted to its CPU only after it has started: it must find the machine's two
    /// CPUs, as it does in real use.</summary>
    public static Placement TwoCpusSleeping { get; } = new("two CPUs, front-end sleeps", "1", "0,1", "0", Sleeps: true);

    public static Placement TwoCpusPolling { get; } = new("two CPUs, front-end polls", "1", "0,1", "0", Sleeps: false);

    /// <summary>For more than one reactor: nobody is held on a CPU.</summary>
    public static Placement Free { get; } = new("two CPUs, nobody held", "0,1", "0,1", "0,1", Sleeps: true);

    public string Wait => Sleeps ? "call" : "poll";
}
