using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>A reset is told from a pause where that can be told (VU-47b). Sequences: QEMU and User-Mode Linux as recorded, Cloud Hypervisor
/// and crosvm as their sources have it.</summary>
public sealed class StopDecisionSpec
{
    private const ProtocolFeatures CloudHypervisor = ProtocolFeatures.Mq | ProtocolFeatures.ReplyAck | ProtocolFeatures.Config
        | ProtocolFeatures.ConfigureMemSlots | ProtocolFeatures.BackendReq;

    private readonly FrontEnd _front = new();

    [Theory(DisplayName = "While all rings are stopped, what a pausing machine never sends is a reset (VU-47b)")]
    [InlineData(GetConfig, StopVerdict.Reset)]
    [InlineData(GetFeatures, StopVerdict.Reset)]
    [InlineData(ResetOwner, StopVerdict.Reset)]
    [InlineData(GetVringBase, StopVerdict.CannotTell)]
    [InlineData(SetVringEnable, StopVerdict.CannotTell)]
    [InlineData(SetVringCall, StopVerdict.CannotTell)]
    [InlineData(SetFeatures, StopVerdict.CannotTell)]                 // QEMU's cont sends it
    [InlineData(SetMemTable, StopVerdict.CannotTell)]
    [InlineData(SetStatus, StopVerdict.CannotTell)]                   // QEMU sends SET_STATUS(0) at a pause too
    public void Messages_(VhostUserRequest request, StopVerdict verdict)
    {
        var facts = new StopFacts(request, HasRun: true, AllStopped: true, DisabledJustBefore: false, ResetDevice: true);

        Assert.Equal(verdict, StopDecision.Decide(facts));
        Assert.Equal(StopVerdict.CannotTell, StopDecision.Decide(facts with { AllStopped = false }));
        Assert.Equal(StopVerdict.CannotTell, StopDecision.Decide(facts with { HasRun = false }));
    }

    [Theory(DisplayName = "A ring disabled and stopped in one go is a reset, but not from QEMU, which may have but one ring (VU-47b)")]
    [InlineData(true, false, StopVerdict.Reset)]
    [InlineData(true, true, StopVerdict.CannotTell)]
    [InlineData(false, false, StopVerdict.CannotTell)]
    public void TornDown(bool disabledJustBefore, bool resetDevice, StopVerdict verdict) =>
        Assert.Equal(verdict, StopDecision.Decide(
            new StopFacts(GetVringBase, HasRun: true, AllStopped: true, disabledJustBefore, resetDevice)));

    [Theory(DisplayName = "Memory that only the device or firmware writes, and that changes, is a reset (VU-47b)")]
    [InlineData(false, false, StopVerdict.CannotTell)]
    [InlineData(true, false, StopVerdict.Reset)]
    [InlineData(false, true, StopVerdict.Reset)]
    public void Memory(bool used, bool firmware, StopVerdict verdict) => Assert.Equal(verdict, StopDecision.Decide(used, firmware));

    [Theory(DisplayName = "QEMU's stop says nothing; the config that the next driver reads says that the one before is gone (VU-47b)")]
    [InlineData(true)]
    [InlineData(false)]
    public void Qemu(bool disablesFirst)
    {
        using Owner owner = Sessions.Running(_front);
        string said = "";
        if (disablesFirst)
            for (uint ring = 0; ring < 2; ring++) said += owner.Take(Ring(SetVringEnable, ring, 0, ack: true));
        for (uint ring = 0; ring < 2; ring++) said += owner.Take(Ring(GetVringBase, ring, 0));
        said += owner.Take(_front.Fd(SetVringCall, 0)) + owner.Take(U64(SetFeatures, Sessions.AllFeatures));

        Assert.DoesNotContain("gone", said, StringComparison.Ordinal);
        Assert.EndsWith("; driver gone GetConfig", owner.Take(new(GetConfig, new ConfigPayload(0, 0, new byte[8]).Encode())),
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Cloud Hypervisor: ENABLE(0) and GET_VRING_BASE ring by ring is a reset, ENABLE(0) alone may be a pause (VU-47b)")]
    public void CloudHypervisorStops()
    {
        using Owner paused = Sessions.Running(_front, offer: Sessions.Offering(CloudHypervisor));
        Assert.Equal("quiesce 0 Disable; reply 0x0", paused.Take(Ring(SetVringEnable, 0, 0, ack: true)));
        Assert.Equal("quiesce 1 Disable; reply 0x0", paused.Take(Ring(SetVringEnable, 1, 0, ack: true)));

        Assert.DoesNotContain("gone", OneByOne(CloudHypervisor, ack: true, rings: 1), StringComparison.Ordinal);      // ring 1 still runs
        Assert.EndsWith("; driver gone GetVringBase", OneByOne(CloudHypervisor, ack: true, rings: 2), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "crosvm stops ring by ring when it sleeps too, and wants no acknowledgement: that is no reset (VU-47b)")]
    public void CrosvmSleeps() =>
        Assert.DoesNotContain("gone", OneByOne(CloudHypervisor, ack: false, rings: 2), StringComparison.Ordinal);

    [Fact(DisplayName = "A message that is refused says nothing about the driver (VU-47b)")]
    public void Refused()
    {
        using Owner owner = Sessions.Running(_front);
        for (uint ring = 0; ring < 2; ring++) owner.Take(Ring(GetVringBase, ring, 0));

        Assert.DoesNotContain("gone", owner.Take(new(GetConfig, new byte[3])), StringComparison.Ordinal);
    }

    private string OneByOne(ProtocolFeatures features, bool ack, uint rings)
    {
        using Owner owner = Sessions.Running(_front, offer: Sessions.Offering(features));
        string said = "";
        for (uint ring = 0; ring < rings; ring++)
            said += owner.Take(Ring(SetVringEnable, ring, 0, ack)) + "; " + owner.Take(Ring(GetVringBase, ring, 0));
        return said;
    }
}
