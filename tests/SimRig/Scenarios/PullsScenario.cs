using System.Diagnostics;
using GpioHub.EndToEnd.Hubs;
using GpioHub.GuestDriver.Driver;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Scenarios;

/// <summary>Thousands of pulls on eight lines, half of them of a guest that is slow to arm again. Every pull is seen, or at least counted
/// as lost; every edge that is seen is delivered or coalesced.</summary>
internal static class PullsScenario
{
    private const int Lines = 8, Quick = 4, RoundsMasked = 4;

    public static async Task RunAsync(Rig rig, int? n)
    {
        int rounds = (n ?? 10_000) / Lines;
        var pins = rig.AddChip("pulls", Lines).Lines;
        await rig.StartHubAsync($$"""
            chips:
              pulls: { driver: gpiochip, label: pulls }
            guests:
              ivi:
                lines: [{{string.Join(", ", Enumerable.Range(0, Lines).Select(l => $"{{ name: L{l}, from: pulls/L{l} }}"))}}]
            """);
        var guest = await rig.ConnectAsync("ivi");
        var slow = new Gate();
        var irqs = new List<IrqLine>();
        for (ushort line = 0; line < Lines; line++)
        {
            await Rig.InputAsync(guest, line);
            irqs.Add(await Rig.InterruptOfAsync(guest, line, IrqType.EdgeBoth, line < Quick ? null : slow.HandleAsync));
        }

        var interrupts = new SimInterrupts(Lines);
        long[] handled = interrupts.Count();
        var before = await rig.Hub.InfoAsync();
        long began = Stopwatch.GetTimestamp();
        for (int round = 1; round <= rounds; round++)
        {
            foreach (var pin in pins) pin.Pull(round % 2 == 1);
            await interrupts.UntilAsync(handled, round);
            if (round % RoundsMasked == 0) slow.Open();
        }

        var took = Stopwatch.GetElapsedTime(began);
        slow.StayOpen();
        Rule.Equal((long)rounds * Lines, interrupts.Count().Sum() - handled.Sum(), "edges that the kernel has handled");
        var after = await rig.Hub.UntilAsync(
            info => Enumerable.Range(0, Lines).All(l => Seen(info, l) == rounds && info.Guest("ivi").Line($"L{l}").Armed),
            $"{rounds} pulls of each line to be seen, and every line to be armed again");

        Account account = default;
        for (int line = 0; line < Lines; line++) account += Check(line);
        Rule.Holds(account.Coalesced > 0, "no line was masked while it was pulled: the latch was not tried");
        Rule.Figure("pulled", (long)rounds * Lines);
        Rule.Figure("seen", account.Seen);
        Rule.Figure("lost", account.Lost);
        Rule.Figure("delivered", account.Delivered);
        Rule.Figure("coalesced", account.Coalesced);
        Rule.Figure("seconds", $"{took.TotalSeconds:F1}");
        foreach (var irq in irqs) await irq.DisposeAsync();

        long Seen(HubInfo info, int line) => info.Line($"pulls/L{line}").Edges - before.Line($"pulls/L{line}").Edges;

        long Lost(HubInfo info, int line) => info.Line($"pulls/L{line}").Lost - before.Line($"pulls/L{line}").Lost;

        Account Check(int line)
        {
            var guestLine = after.Guest("ivi").Line($"L{line}");
            string who = $"line {line}: {guestLine}; {irqs[line].Counters}";
            var its = new Account(Seen(after, line), Lost(after, line), guestLine.Delivered, guestLine.Coalesced);
            Rule.Holds(its.Seen == guestLine.Edges, who);
            Rule.Holds(its.Delivered + its.Coalesced == its.Seen, who);
            Rule.Holds(its.Delivered == irqs[line].Counters.Valid, who);
            Rule.Holds(guestLine.Invalid == 0 && irqs[line].Counters.Invalid == 0, who);
            return its;
        }
    }

    private readonly record struct Account(long Seen, long Lost, long Delivered, long Coalesced)
    {
        public static Account operator +(Account a, Account b) =>
            new(a.Seen + b.Seen, a.Lost + b.Lost, a.Delivered + b.Delivered, a.Coalesced + b.Coalesced);
    }

    /// <summary>A gate that keeps handlers waiting, and with them their lines masked, until it is opened the next time.</summary>
    private sealed class Gate
    {
        private volatile TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask HandleAsync(IrqEvent _) => await _opened.Task;

        public void Open() =>
            Interlocked.Exchange(ref _opened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        public void StayOpen() => _opened.SetResult();
    }
}
