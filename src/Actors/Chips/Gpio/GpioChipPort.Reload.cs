using System.Collections.Immutable;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Chips.Gpio;

/// <content>Another plan of the same device: the device stays open, and so do the lines that are in both plans.</content>
internal sealed partial class GpioChipPort
{
    private int _looking;

    public bool IsLooking => _looking > 0;

    public void Replanned(ChipPlan plan)
    {
        _plan = plan;
        if (Device is not { } device) return;
        var before = _lines;
        var now = new PinLine[_desk.Nets.All.Length];
        var sought = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < now.Length; i++)
        {
            var net = _desk.Nets[i];
            bool stays = i < before.Length && before[i].Net == net;
            now[i] = stays ? before[i] : new PinLine(this, net, offset: null);
            if (!stays && !plan.Lines[i].IsUnused) sought.Add(i);
        }

        _lines = now;
        foreach (var line in before)
            if (LineOf(line.Net) != line) Drop(line);
        if (sought.Count == 0) return;
        _looking++;
        _thread!.Post(new FindJob(plan, sought.ToImmutable(), device.Chip, _kept, _chip, Opening));
    }

    public void Reconfigure(Net net)
    {
        if (LineOf(net) is { } line) line.Applied = null;
    }

    public void Found(PortProtocol.LinesFound message, bool isPresent)
    {
        var found = (GpioFound)message;
        bool ours = isPresent && Device is not null;
        if (ours && _looking > 0) _looking--;
        for (int i = 0; i < found.Files.Length; i++)
        {
            var (place, line) = found.OfLines[i];
            bool there = ours && place < _lines.Length && _lines[place] is { Offset: null, File: null };
            if (there) _lines[place] = new PinLine(this, _desk.Nets[place], line.MayBeTried ? line.Offset : null);
            if (found.Files[i] is not { } file) continue;
            if (there) Hold(_lines[place], file);
            else _thread!.Post(new CloseJob(file, _kept));
        }
    }

    private void Drop(PinLine line)
    {
        if (line.File is not { } file) return;
        line.File = null;
        line.Record?.End();
        _reactor.Unwatch(file.Descriptor);
        _thread!.Post(new DropJob(_sampler, line.Net.Index, file, _kept));
    }
}
