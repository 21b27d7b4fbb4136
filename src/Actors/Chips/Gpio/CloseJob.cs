using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The job that gives a device back, its lines first. Closing can block like every other call.</summary>
internal sealed class CloseJob : ChipJob
{
    private readonly Sampler? _sampler;
    private readonly KeptLines? _kept;
    private readonly IGpioLineFile?[] _lines;
    private readonly IGpioChipFile? _chip;

    /// <param name="kept">Who keeps its lines; null = nobody.</param>
    public CloseJob(OpenDevice device, KeptLines? kept, Sampler? sampler = null) =>
        (_lines, _chip, _kept, _sampler) = ([.. device.Lines], device.Chip, kept, sampler);

    public CloseJob(IGpioLineFile line, KeptLines? kept) => (_lines, _kept) = ([line], kept);

    public override string What => "closing the chip";

    public override void Run()
    {
        _sampler?.Clear();
        foreach (var line in _lines) Close(line, _kept);
        _chip?.Dispose();
    }

    /// <summary>Gives a line back.</summary>
    public static void Close(IGpioLineFile? line, KeptLines? kept)
    {
        if (line is null) return;
        if (kept is not null) kept.Close(line);
        else line.Dispose();
    }
}
