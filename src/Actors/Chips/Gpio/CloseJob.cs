using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The job that gives a device back, its lines first. Closing can block like every other call.</summary>
internal sealed class CloseJob : ChipJob
{
    private readonly Sampler? _sampler;
    private readonly IDisposable?[] _files;

    public CloseJob(OpenDevice device, Sampler? sampler = null) => (_files, _sampler) = ([.. device.Lines, device.Chip], sampler);

    public CloseJob(IGpioLineFile line) => _files = [line];

    public override string What => "closing the chip";

    public override void Run()
    {
        _sampler?.Clear();
        foreach (var file in _files) file?.Dispose();
    }
}
