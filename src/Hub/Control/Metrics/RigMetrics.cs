using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Lines;

namespace GpioHub.Hub.Control.Metrics;

/// <summary>The metrics of a rig. Labels name chips and guests, and lines only if they are asked for: a rig may have thousands.</summary>
internal static class RigMetrics
{
    /// <summary>The longest latency of each class but the last, as the label <c>le</c>.</summary>
    private static readonly ImmutableArray<string> Bounds = [.. LatencyBuckets.BoundsNs.Select(Seconds)];

    private static readonly string[] Queues = ["requestq", "eventq"];

    public static void Write(MetricsText text, RigCounts rig)
    {
        text.Gauge("gpiohub_config_generation", "The configuration in force: grows by one with each that is applied.");
        text.Sample(rig.Generation);
        Reactors(text, rig.Reactors);
        Chips(text, rig.Chips);
        Lines(text, rig.Chips);
        Guests(text, rig.Guests);
        Latency(text, rig.Guests);
    }

    private static void Reactors(MetricsText text, ImmutableArray<ReactorCounts> reactors)
    {
        text.Counter("gpiohub_reactor_turns_total", "Rounds of intake, work and flush.");
        foreach (var (number, reactor) in reactors.Index()) text.Sample(reactor.Turns, ("reactor", Text(number)));
        text.Counter("gpiohub_reactor_wakeups_total", "Posts of other threads that had to wake the reactor.");
        foreach (var (number, reactor) in reactors.Index()) text.Sample(reactor.WakeUps, ("reactor", Text(number)));
    }

    private static void Chips(MetricsText text, ImmutableArray<ChipCounts> chips)
    {
        text.Gauge("gpiohub_chip_up", "1 = the chip is open and its lines can be used.");
        foreach (var chip in chips) text.Sample(chip.State == ChipState.Up ? 1 : 0, ("chip", chip.Id));
        text.Counter("gpiohub_chip_restarts_total", "Times the chip's device was lost.");
        foreach (var chip in chips) text.Sample(chip.Restarts, ("chip", chip.Id));
        text.Counter("gpiohub_edges_total", "Edges of the chip's lines, as readers see them.");
        foreach (var chip in chips) text.Sample(chip.Edges, ("chip", chip.Id));
        text.Counter("gpiohub_edges_lost_total", "Edges of which the kernel told only how many they were.");
        foreach (var chip in chips) text.Sample(chip.Lost, ("chip", chip.Id));
        text.Counter("gpiohub_contentions_total", "Times one driver of an exclusive line kept another from driving.");
        foreach (var chip in chips) text.Sample(chip.Contentions, ("chip", chip.Id));
        text.Gauge("gpiohub_faults_active", "Injected faults that are active.");
        foreach (var chip in chips) text.Sample(chip.Faults, ("chip", chip.Id));
    }

    private static void Lines(MetricsText text, ImmutableArray<ChipCounts> chips)
    {
        if (chips.All(chip => chip.Lines.IsEmpty)) return;
        text.Gauge("gpiohub_line_level", "The line's level as readers see it: 1 = active.");
        foreach (var chip in chips)
            foreach (var line in chip.Lines) text.Sample(line.Level ? 1 : 0, ("chip", chip.Id), ("line", line.Line));
        text.Counter("gpiohub_line_edges_total", "Edges of the line, as readers see them.");
        foreach (var chip in chips)
            foreach (var line in chip.Lines) text.Sample(line.Edges, ("chip", chip.Id), ("line", line.Line));
    }

    private static void Guests(MetricsText text, ImmutableArray<GuestCounts> guests)
    {
        text.Gauge("gpiohub_guest_connected", "1 = a front-end is connected.");
        foreach (var guest in guests) text.Sample(guest.State == GuestState.Waiting ? 0 : 1, ("guest", guest.Id));
        text.Gauge("gpiohub_guest_running", "1 = the guest's driver runs a ring.");
        foreach (var guest in guests) text.Sample(guest.State == GuestState.Running ? 1 : 0, ("guest", guest.Id));
        Counter(text, guests, "gpiohub_guest_sessions_total", "Front-ends that have connected.", guest => guest.Connections);
        Counter(text, guests, "gpiohub_guest_requests_total", "Requests answered.", guest => guest.Requests);
        Counter(text, guests, "gpiohub_guest_request_errors_total", "Requests answered ERR.", guest => guest.Errors);
        text.Counter("gpiohub_virtqueue_errors_total", "Chains and buffers that were refused because they make no sense.");
        foreach (var guest in guests)
            foreach (var (ring, count) in guest.Malformed.Index()) text.Sample(count, ("guest", guest.Id), ("queue", Queues[ring]));
        Counter(text, guests, "gpiohub_guest_interrupts_total", "Interrupts delivered.", guest => guest.Delivered);
        Counter(text, guests, "gpiohub_guest_edges_coalesced_total", "Edges that shared an interrupt with another.",
            guest => guest.Coalesced);
        Counter(text, guests, "gpiohub_guest_buffers_invalid_total", "Interrupt buffers that went back INVALID.", guest => guest.Invalid);
        text.Gauge("gpiohub_guest_latched_lines", "Lines whose interrupt waits until it is unmasked.");
        foreach (var guest in guests) text.Sample(guest.Latched, ("guest", guest.Id));
        Counter(text, guests, "gpiohub_guest_request_pauses_total", "Times requests waited because of requestsPerSecond.",
            guest => guest.RequestPauses);
        Counter(text, guests, "gpiohub_guest_late_interrupts_total", "Interrupts that waited because of interruptsPerSecond.",
            guest => guest.LateInterrupts);
    }

    private static void Counter(
        MetricsText text, ImmutableArray<GuestCounts> guests, string name, string help, Func<GuestCounts, long> count)
    {
        text.Counter(name, help);
        foreach (var guest in guests) text.Sample(count(guest), ("guest", guest.Id));
    }

    private static void Latency(MetricsText text, ImmutableArray<GuestCounts> guests)
    {
        text.Histogram("gpiohub_interrupt_latency_seconds", "From an edge until the guest's call descriptor was written.");
        foreach (var guest in guests)
        {
            long total = 0;
            foreach (var (place, count) in guest.Latency.Index())
            {
                total += count;
                string bound = place < Bounds.Length ? Bounds[place] : "+Inf";
                text.Sample("_bucket", Text(total), ("guest", guest.Id), ("le", bound));
            }

            text.Sample("_sum", Seconds(guest.LatencySumNs), ("guest", guest.Id));
            text.Sample("_count", Text(total), ("guest", guest.Id));
        }
    }

    private static string Seconds(long ns) => (ns / 1e9m).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
