using System.Text;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native.Keeping;

public class ProcessStartSpec
{
    private const int Number = 3;

    [Fact(DisplayName = "A process that was started has its descriptor, environment and a group of its own; its end is told with its code")]
    public void Started()
    {
        var (ours, theirs) = PacketSocket.Pair();
        using (ours)
        {
            // Field 5 of stat is the process group.
            const string Script = "read -r a b c d group rest </proc/self/stat; [ $group = $$ ] && echo $WHAT >&3; exit 7";
            using var process = Start(theirs, Script, "WHAT=here");
            theirs.Dispose();
            Assert.True(ours.Wait(-1));
            byte[] buffer = new byte[64];
            Assert.Equal("here\n", Encoding.UTF8.GetString(buffer, 0, ours.Receive(buffer, [])));
            Assert.Equal(1u, DescriptorPoll.Wait([process], -1));
            Assert.Equal(new ProcessEnd(7, 0), process.Reap());
            Assert.Equal(0, ours.Receive(buffer, []));
        }
    }

    [Fact(DisplayName = "A process that a signal ends tells which, and a signal to one that has ended goes nowhere")]
    public void Signalled()
    {
        var (ours, theirs) = PacketSocket.Pair();
        using (ours)
        using (theirs)
        {
            using var process = Start(theirs, "exec sleep 1000");
            process.Kill();
            Assert.Equal(1u, DescriptorPoll.Wait([process], -1));
            Assert.Equal((9, 128 + 9), (process.Reap().Signal, new ProcessEnd(0, 9).ShellCode));
            Assert.False(process.Signal(15));
        }
    }

    [Fact(DisplayName = "A program that is not there is told with its errno")]
    public void NotThere()
    {
        var (ours, theirs) = PacketSocket.Pair();
        using (ours)
        using (theirs)
        {
            var e = Assert.Throws<ErrnoException>(() => ProcessStart.Start("/nonexistent"u8.ToArray(), [], [], theirs, Number));
            Assert.Equal(ErrnoCode.ENOENT, e.Errno);
        }
    }

    [Fact(DisplayName = "The lock of a file has one owner: the next has it when the first has closed it, whoever keeps duplicates")]
    public void Locked()
    {
        using var file = MemFd.Create("record", 4096);
        var first = WholeFileLock.TryTake(file);
        Assert.NotNull(first);
        using var kept = FdInfo.Duplicate(file);
        Assert.Null(WholeFileLock.TryTake(kept));
        first.Dispose();
        using var second = WholeFileLock.TryTake(kept);
        Assert.NotNull(second);
    }

    private static ProcessFile Start(PacketSocket passed, string script, params string[] environment) => ProcessStart.Start(
        "/bin/sh"u8.ToArray(), ["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(script)],
        [.. environment.Append("PATH=/usr/bin:/bin").Select(Encoding.UTF8.GetBytes)], passed, Number);
}
