using System.Buffers.Binary;
using System.Net.Sockets;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The hub's log messages about front-ends that cannot work, word for word. Source: IF-2.7.</summary>
public sealed class LogWordsSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN] }
        guests:
          ivi: { lines: [{ from: bench/IGN }] }
        """);

    private string Ivi => Path.Combine(_rig.Sockets, "ivi.sock");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "Of a QEMU that is too old the log says what will fail, info says irq=no (IF-2.7)")]
    public async Task TooOld()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await using var qemu = await GpioDriver.ConnectAsync(Ivi,
            new GpioDriverOptions { FrontEnd = new FrontEndOptions { Manners = FrontEndManners.Qemu72 } });

        await hub.Log.SeenAsync(
            "warn ivi: front-end did not negotiate interrupts (VIRTIO_GPIO_F_IRQ); gpiomon in the guest will fail with ENODEV. " +
            "QEMU before 9.0 never offers them.\n");
        Assert.Contains("ivi  running  irq=no", (await Cli.RunAsync("--hub", Path.Combine(_rig.Sockets, "control.sock"), "info")).Out,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "If RAM is not shared the log says which arguments QEMU needs, and the session ends (IF-2.7)")]
    public async Task RamNotShared()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        using var qemu = await ConnectAsync();
        await qemu.SendAsync(MemoryTableWithoutDescriptor());

        await hub.Log.SeenAsync(
            "error ivi: guest memory came without a file descriptor; guest RAM is not shared. Add: " +
            "-object memory-backend-memfd,id=mem,size=<-m>,share=on -machine memory-backend=mem\n");
        Assert.Equal(0, await qemu.ReceiveAsync(new byte[1]));
    }

    [Fact(DisplayName = "Of a front-end that connects and is silent for 2 s the log says who it is, and to restart the VM (IF-2.7)")]
    public async Task Silent()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        using var qemu = await ConnectAsync();
        string name = File.ReadAllText("/proc/self/comm").TrimEnd();

        await hub.Log.SeenAsync(
            $"warn ivi: front-end connected (pid {Environment.ProcessId} {name}) but sent nothing for 2 s; " +
            "restart the VM (known with QEMU < 9.1 when the hub restarts before the guest boots)\n");
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Ivi));
        return socket;
    }

    // SET_MEM_TABLE: request 5, flags 1 (version), size 40: one region of 1 MiB at 0, and no SCM_RIGHTS.
    private static byte[] MemoryTableWithoutDescriptor()
    {
        byte[] frame = new byte[12 + 8 + 32];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 5);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), 40);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(28), 1 << 20);
        return frame;
    }
}
