using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>What QEMU 7.2.22 and 10.0.2 really send, as recorded: VU-S10.1.</summary>
public sealed class RecordedQemuSpec
{
    private readonly FrontEnd _front = new();

    private (VhostUserMessage, string)[] Qemu72Realize() =>
    [
        (Plain(GetFeatures), "reply 0x170000001"),
        (Plain(GetProtocolFeatures), "reply 0x209"),
        (U64(SetProtocolFeatures, 0x209), ""),
        (Plain(GetQueueNum), "reply 0x2"),
        (Plain(SetOwner), ""),
        (Plain(GetFeatures), "reply 0x170000001"),
        (_front.Fd(SetVringCall, 0), "call 0"),
        (_front.Fd(SetVringErr, 0), "err 0"),
        (_front.Fd(SetVringCall, 1), "call 1"),
        (_front.Fd(SetVringErr, 1), "err 1"),
    ];

    /// <param name="again">A driver ran before, and is gone.</param>
    private static (VhostUserMessage, string) Config(bool again = false) =>
        (new(GetConfig, new ConfigPayload(0, 0, new byte[8]).Encode()),
            $"config [0000000008000000000000000800000018000000]{(again ? "; driver gone GetConfig" : "")}");

    /// <summary>5.2: only ring 0 is set up, both are enabled; CALL comes before and after KICK.</summary>
    private (VhostUserMessage, string)[] Qemu72DriverOk(string features, string atKick, string atEnable, uint start = 0) =>
    [
        (_front.Fd(SetVringCall, 0), "call 0"),
        (_front.Fd(SetVringCall, 1), "call 1"),
        (U64(SetFeatures, 0x170000000), features),
        (_front.MemoryTable(ack: true), "memory 1; reply 0x0"),
        (Ring(SetVringNum, 0, 256), ""),
        (Ring(SetVringBase, 0, start), ""),
        (Addresses(0), ""),
        (_front.Fd(SetVringKick, 0), atKick),
        (_front.Fd(SetVringCall, 0), "call 0"),
        (_front.Fd(SetVringCall, 1), "call 1"),
        (Ring(SetVringEnable, 0, 1), atEnable),
        (Ring(SetVringEnable, 1, 1), ""),
    ];

    private (VhostUserMessage, string)[] Qemu72Stop(ushort at) =>
    [
        (Ring(GetVringBase, 0, 0), $"quiesce 0 GetBase; kick 0 off; call 0 off; base 0 {at}"),
        (_front.Fd(SetVringCall, 0), "call 0"),
        (_front.Fd(SetVringCall, 1), "call 1"),
    ];

    [Fact(DisplayName = "QEMU 7.2: realize, DRIVER_OK, reboot, pause and poweroff (VU-13, VU-25, VU-33)")]
    public void Qemu72()
    {
        using var owner = new Owner(Sessions.Offering((ProtocolFeatures)0x209));
        Sessions.Play(owner, Qemu72Realize());
        Sessions.Play(owner, Config());
        Sessions.Play(owner, Qemu72DriverOk("features 0x170000000", atKick: "kick 0", atEnable: "start 0"));

        owner.NextAvail[0] = 8;
        Sessions.Play(owner, Qemu72Stop(8));
        // A guest that rebooted: nothing says so but the base. Rings were never disabled, so the kick starts them.
        Sessions.Play(owner, Qemu72DriverOk("", atKick: "kick 0; start 0", atEnable: ""));

        owner.NextAvail[0] = 12;
        Sessions.Play(owner, Qemu72Stop(12));
        Sessions.Play(owner, Qemu72DriverOk("", atKick: "kick 0; start 0", atEnable: "", start: 12));
        Assert.Equal((ushort)12, owner.Session.Rings[0].Base);

        owner.NextAvail[0] = 20;
        Sessions.Play(owner, Qemu72Stop(20));
        Assert.Equal([true, true, true], owner.FirstStarts);
        Assert.Equal("release memory", owner.Disconnect());
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Fact(DisplayName = "QEMU 7.2 after a reconnect: no GET_CONFIG, base guessed from the used index (VU-55)")]
    public void Qemu72Reconnects()
    {
        using (var lost = new Owner(Sessions.Offering((ProtocolFeatures)0x209)))
        {
            Sessions.Play(lost, Qemu72Realize());
            Sessions.Play(lost, Qemu72DriverOk("features 0x170000000", atKick: "kick 0", atEnable: "start 0"));
            Assert.Equal("quiesce 0 Drop; kick 0 off; release memory", lost.Disconnect());
        }
        using var owner = new Owner(Sessions.Offering((ProtocolFeatures)0x209));
        Sessions.Play(owner, Qemu72Realize());
        Sessions.Play(owner, Qemu72DriverOk("features 0x170000000", atKick: "kick 0", atEnable: "start 0", start: 12));
        Assert.Equal((ushort)12, owner.Session.Rings[0].Base);
    }

    [Fact(DisplayName = "QEMU 7.2 with packed=on: the packed base is refused, nothing starts, nothing breaks (VU-29, VQ-60)")]
    public void Qemu72Packed()
    {
        using var owner = new Owner(Sessions.Offering((ProtocolFeatures)0x209));
        Sessions.Play(owner, Qemu72Realize());
        Sessions.Play(owner,
            (U64(SetFeatures, 0x170000000), "features 0x170000000"),
            (_front.MemoryTable(ack: true), "memory 1; reply 0x0"),
            (Ring(SetVringNum, 0, 256), ""),
            (Ring(SetVringBase, 0, 0x8000_8000), ""),
            (Addresses(0), ""),
            (_front.Fd(SetVringKick, 0), "kick 0"),
            (Ring(SetVringEnable, 0, 1), ""));
        Assert.Contains(owner.Logs,
            text => text.Contains("0x80008000", StringComparison.Ordinal) && text.Contains("packed=on", StringComparison.Ordinal));
    }

    private (VhostUserMessage, string)[] Qemu10DriverOk(string features)
    {
        var script = new List<(VhostUserMessage, string)>
        {
            (_front.Fd(SetVringCall, 0), "call 0"),
            (_front.Fd(SetVringCall, 1), "call 1"),
            (U64(SetFeatures, 0x170000001), features),
            (_front.MemoryTable(ack: true), "memory 1; reply 0x0"),
        };
        for (uint ring = 0; ring < 2; ring++)
        {
            script.Add((Ring(SetVringNum, ring, 64), ""));
            script.Add((Ring(SetVringBase, ring, 0), ""));
            script.Add((Addresses(ring), ""));
            script.Add((_front.Fd(SetVringKick, ring), $"kick {ring}"));
            script.Add((_front.Fd(SetVringCall, ring), $"call {ring}"));
        }
        script.Add((Ring(SetVringEnable, 0, 1, ack: true), "start 0; reply 0x0"));
        script.Add((Ring(SetVringEnable, 1, 1, ack: true), "start 1; reply 0x0"));
        return [.. script];
    }

    [Fact(DisplayName = "QEMU 10.0.2: rings of 64, ENABLE acknowledged, ENABLE(0) before GET_VRING_BASE (VU-35, VU-45, VU-49)")]
    public void Qemu10()
    {
        using var owner = new Owner(Sessions.Offering((ProtocolFeatures)0x209));
        Sessions.Play(owner, Qemu72Realize());
        for (int boot = 0; boot < 3; boot++)
        {
            Sessions.Play(owner, Config(again: boot > 0));
            Sessions.Play(owner, Config(again: boot > 0));
            Sessions.Play(owner, Qemu10DriverOk(boot == 0 ? "features 0x170000001" : ""));
            (owner.NextAvail[0], owner.NextAvail[1]) = (40, 5);
            Sessions.Play(owner,
                (Ring(SetVringEnable, 0, 0, ack: true), "quiesce 0 Disable; reply 0x0"),
                (Ring(SetVringEnable, 1, 0, ack: true), "quiesce 1 Disable; reply 0x0"),
                (Ring(GetVringBase, 0, 0), "quiesce 0 GetBase; kick 0 off; call 0 off; base 0 40"),
                (Ring(GetVringBase, 1, 0), "quiesce 1 GetBase; kick 1 off; call 1 off; base 1 5"));
        }
        Assert.Equal([true, false, true, false, true, false], owner.FirstStarts);
    }

    [Fact(DisplayName = "QEMU with memory slots: GET_MAX_MEM_SLOTS, then ADD_MEM_REG instead of SET_MEM_TABLE (VU-41)")]
    public void QemuMemorySlots()
    {
        using var owner = new Owner();
        Sessions.Play(owner,
            (U64(SetProtocolFeatures, 0xa229), ""),
            (Plain(GetMaxMemSlots), "reply 0x1fd"),
            (new VhostUserMessage(SetBackendReqFd, fds: [_front.Ram()], needReply: true), "reply 0x0"),
            (U64(SetFeatures, 0x170000001), "features 0x170000001"),
            (_front.Region(AddMemReg, new(0, 0xc0000, FrontEnd.UserBase, 0), ack: true), "add region; reply 0x0"),
            (_front.Region(AddMemReg, new(0x10_0000, 0x10_0000, FrontEnd.UserBase + 0x10_0000, 0x10_0000), ack: true),
                "add region; reply 0x0"));
        Assert.Equal(2, owner.Session.Memory.Regions.Count);
    }

    [Fact(DisplayName = "QEMU with STATUS: FEATURES_OK and nothing else decides nothing (VU-21)")]
    public void QemuStatus()
    {
        using var owner = new Owner(Sessions.Offering((ProtocolFeatures)0x10209));
        Sessions.Play(owner,
            (U64(SetProtocolFeatures, 0x10209), ""),
            (U64(SetFeatures, 0x170000001), "features 0x170000001"),
            (Plain(GetStatus), "reply 0x0"),
            (U64(SetStatus, 8), ""),
            (Plain(GetStatus), "reply 0x8"));
    }
}
