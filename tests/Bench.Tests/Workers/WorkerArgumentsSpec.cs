using GpioHub.Bench.Processes;
using GpioHub.Bench.Tests.Support;
using GpioHub.Bench.Workers;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using Xunit;

namespace GpioHub.Bench.Tests.Workers;

public sealed class WorkerArgumentsSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-worker-");

    [Theory(DisplayName = "A guest's rings are split unless packed ones are asked for, and of as many entries either way")]
    [InlineData(new string[0], false)]
    [InlineData(new[] { "packed=0" }, false)]
    [InlineData(new[] { "packed=1" }, true)]
    public void Rings(string[] words, bool packed)
    {
        FrontEndOptions rings = new WorkerArguments(words).Rings;

        Assert.Equal(packed, rings.Features.HasFlag(VirtioFeatures.RingPacked));
        Assert.Equal(new FrontEndOptions().Features, rings.Features & ~VirtioFeatures.RingPacked);
        Assert.Equal((BareGuest.QueueSize, BareGuest.QueueSize), (rings.RequestQueueSize, rings.EventQueueSize));
    }

    [Fact(DisplayName = "Packed rings are not measured on a back-end that has none, such as the limit")]
    public void Refused()
    {
        string program = LimitSource.BuildIn(_folder, LimitSource.Text());
        using BareProcess limit = BareProcess.Limit(program, Placement.Free, guests: 1, TimeSpan.Zero);

        Assert.Equal("GetFeatures: packed rings are not offered", Assert.Throws<VhostUserPeerException>(
            () => new WorkerArguments([$"folder={limit.Folder}", "packed=1"]).Connect("g0")).Message);
        using BareGuest split = new WorkerArguments([$"folder={limit.Folder}"]).Connect("g0");
        Assert.Equal(BenchRig.LinesPerGuest, split.Lines);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
