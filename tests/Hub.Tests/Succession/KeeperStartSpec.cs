using GpioHub.Hub.Succession;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

public class KeeperStartSpec
{
    [Theory(DisplayName = "run has a keeper, unless it is one's hub, wants none, serves one guest, or only prints its help (IF-2.20)")]
    [InlineData("run rig.yaml", true)]
    [InlineData("run --log json rig.yaml", true)]
    [InlineData("run --no-keep rig.yaml", false)]
    [InlineData("run rig.yaml --no-keep", false)]
    [InlineData("run --kept rig.yaml", false)]
    [InlineData("run rig.yaml --guest ivi --fd 3", false)]
    [InlineData("run rig.yaml --guest=ivi --fd=3", false)]
    [InlineData("run --help", false)]
    [InlineData("run", false)]
    [InlineData("info", false)]
    [InlineData("check run", false)]
    public void Asked(string line, bool kept) => Assert.Equal(kept, KeeperStart.IsFor(line.Split(' ')));
}
