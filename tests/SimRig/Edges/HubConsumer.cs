using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.SimRig.Chips;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.SimRig.Edges;

/// <summary>Is told by the hub: a guest whose line 0 is the pin, armed for both edges.</summary>
/// <param name="address">CHIP/LINE of the pin.</param>
internal sealed class HubConsumer(string name, HubProcess hub, BareGuest guest, SimLine pin, string address) : EdgeConsumer(name, pin)
{
    public override int ProcessId => hub.ProcessId;

    public static HubConsumer Connect(string name, HubProcess hub, string guest, SimLine pin, string address)
    {
        var bare = BareGuest.Connect(hub.Socket(guest), new FrontEndOptions
        {
            RequestQueueSize = BareGuest.QueueSize,
            EventQueueSize = BareGuest.QueueSize,
            ReplyTimeout = Patience.Limit,
        });
        OnceMore(() => bare.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In));
        OnceMore(() => bare.Arm(IrqType.EdgeBoth, lines: 1));
        return new HubConsumer(name, hub, bare, pin, address);
    }

    public override void Await()
    {
        do guest.Events!.AwaitUsed();
        while (!guest.TryCollectEvent(out _));
    }

    public override void Rearm()
    {
        guest.Unmask(0);
        guest.Events!.EnableInterrupts();
        guest.Events.Publish();
    }

    /// <summary>Makes the hub remember its events, for which a reader once in a minute is enough.</summary>
    public override async Task<long> PositionAsync()
    {
        using var reader = new StreamReader(await hub.EventsAsync(address));
        using var snapshot = JsonDocument.Parse(await reader.ReadLineAsync() ?? "");
        return snapshot.RootElement.GetProperty("seq").GetInt64();
    }

    public override async Task<long[]> HappenedAsync(long position, int count)
    {
        using var reader = new StreamReader(await hub.EventsAsync(address, count, position));
        long[] happened = new long[count];
        for (int edge = 0; edge < count; edge++)
        {
            using var document = JsonDocument.Parse(
                await reader.ReadLineAsync() ?? throw new ScenarioException($"The hub's events end after {edge}"));
            happened[edge] = long.Parse(document.RootElement.GetProperty("ns").GetString() ?? "", CultureInfo.InvariantCulture);
        }

        return happened;
    }

    public override ValueTask DisposeAsync()
    {
        guest.Dispose();
        return ValueTask.CompletedTask;
    }

    // The hub answers ERR if a slow kernel takes more than the 500 ms that it waits for a chip.
    private static void OnceMore(Action ask)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                ask();
                return;
            }
            catch (VhostUserPeerException) when (Stopwatch.GetElapsedTime(began) < Patience.Limit)
            {
            }
        }
    }
}
