using System.Diagnostics;
using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Rows.Links;

/// <summary>The cable is pulled, and plugged in again: until a guest of the other host is answered ERR, and until OK again.</summary>
internal sealed class LinkCutRow : IRow
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Group => "links";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var hubs = new LinkedHubs(bench.HubProgram, hosts: 2, guests: 1, tls: true, bench.HubSettings, throughCables: true);
        using var guest = BareGuest.Connect(hubs.Socket(1, LinkedRig.Guest(1, 0)));
        guest.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
        guest.Prepare(0, GpioMessage.GetValue, 0);
        List<double> away = [], back = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(37 * i));      // not in step with the beats
            hubs.IsCut = true;
            away.Add(Until(guest, GpioStatus.Error));
            Thread.Sleep(TimeSpan.FromSeconds(3));
            hubs.IsCut = false;
            back.Add(Until(guest, GpioStatus.Ok));
        }

        const string Where = "TLS";
        yield return new Result("cable pulled", Where, "until GET_VALUE is ERR, s", Spread.Of(away)) { Target = Target.Max(1.2) };
        yield return new Result("cable plugged in again", Where, "until GET_VALUE is OK, s", Spread.Of(back)) { Target = Target.Max(3) };
    }

    private static double Until(BareGuest guest, GpioStatus wanted)
    {
        var clock = Stopwatch.StartNew();
        while (Status(guest) != wanted)
        {
            if (clock.Elapsed > Patience) throw new BenchException($"GET_VALUE is not {wanted} after {Patience.TotalSeconds} s");
            Thread.Sleep(1);
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static GpioStatus Status(BareGuest guest)
    {
        guest.Requests.DisableInterrupts();
        guest.Requests.Submit(0);
        guest.Requests.Publish();
        ushort answer;
        while (!guest.Requests.TryCollect(out _, out answer)) Thread.Yield();
        return (GpioStatus)(byte)answer;
    }
}
