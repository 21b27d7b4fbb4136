using System.Text.RegularExpressions;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Tests.Support;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips.Discovery;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Rigs;

/// <summary>The messages of docs/internals/flows.md, as a running rig sends them.</summary>
public partial class FlowOrderSpec
{
    private static readonly string[] Hot = [nameof(RequestQueueActor), nameof(EventQueueActor), "LineActor", "ChipActor"];

    [Fact(DisplayName = "A request is as many mailbox runs as its walk has messages, in that order")]
    public async Task Request()
    {
        var notes = new Notes();
        await using var rig = await HotRig.StartAsync(crashes: notes);
        var guest = rig.Guests[0];
        guest.Ask(GpioMessage.GetValue, 3, 0);
        notes.Take();

        guest.Ask(GpioMessage.GetValue, 3, 0);
        Assert.Equal(Messages("(a)"), notes.Take());
    }

    [Fact(DisplayName = "An edge that a guest makes is a request, and then as many mailbox runs as its walk has messages, in that order")]
    public async Task Edge()
    {
        var notes = new Notes();
        await using var rig = await HotRig.StartAsync(guests: 2, crashes: notes);
        var (source, watcher) = (rig.Guests[0], rig.Guests[1]);
        source.Ask(GpioMessage.SetDirection, 3, (uint)GpioDirection.Out);
        watcher.Ask(GpioMessage.SetIrqType, 3, (uint)IrqType.EdgeBoth);
        watcher.Events.Offer(watcher.Pair(3, IrqStatus.Valid));
        source.Ask(GpioMessage.GetValue, 3, 0);                               // the buffer has been taken
        watcher.Ask(GpioMessage.GetDirection, 3, 0);
        notes.Take();

        source.Ask(GpioMessage.SetValue, 3, 1);
        watcher.Events.Await(1);
        Assert.Equal([.. Messages("(a)"), .. Messages("(b)")], notes.Take());
    }

    [Fact(DisplayName = "An edge of a physical chip is as many mailbox runs as its walk has messages, in that order")]
    public async Task Physical()
    {
        var notes = new Notes();
        var kernel = new FakeGpioKernel { Logs = false };
        var chip = kernel.AddChip("/dev/gpiochip0", "fast", Enumerable.Range(0, HotRig.Lines).Select(n => $"LINE{n}"));
        var machine = new GpioBacking(kernel, _ => new ChipSearch.Found(chip.Path), "/dev", () => MonotonicClock.Now);
        await using var rig = await HotRig.StartAsync(virtualTime: true, crashes: notes, machine: machine);
        var guest = rig.Guests[0];
        guest.Ask(GpioMessage.SetIrqType, 3, (uint)IrqType.EdgeBoth);
        guest.Events.Offer(guest.Pair(3, IrqStatus.Valid));
        guest.Ask(GpioMessage.GetDirection, 3, 0);                         // the buffer has been taken
        notes.Take();

        chip[3].Pull(true);
        guest.Events.Await(1);
        Assert.Equal(Messages("(c)"), notes.Take());
    }

    /// <summary>The messages of the walk below a heading: who hears which.</summary>
    private static string[] Messages(string walk)
    {
        string page = File.ReadAllText(Path.Combine(Repository(), "docs/internals/flows.md"));
        string section = page[page.IndexOf($"## {walk}", StringComparison.Ordinal)..];
        section = section[section.IndexOf("```walk", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n```\n", StringComparison.Ordinal)];
        string[] messages = [.. Message().Matches(section).Select(told => $"{told.Groups[2].Value}: {told.Groups[1].Value}")];
        return messages.Length > 0 ? messages : throw new InvalidOperationException($"walk {walk} has no message");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "GpioHub.sln"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"⟶ (\w+) ⟶ (\w+)\.")]
    private static partial Regex Message();

    /// <summary>Notes who hears what, in order.</summary>
    private sealed class Notes : ICrashPlan
    {
        private readonly List<string> _heard = [];

        public bool SeesCalls => false;

        public string[] Take()
        {
            lock (_heard)
            {
                string[] heard = [.. _heard];
                _heard.Clear();
                return heard;
            }
        }

        public void Before(string actor, object message)
        {
            if (!Hot.Contains(actor)) return;                              // a guest's actor hears of time, and may at any moment
            lock (_heard) _heard.Add($"{actor}: {message.GetType().Name}");
        }

        public void After(string actor, object message)
        {
        }
    }
}
