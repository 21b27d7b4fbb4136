using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>No lock on the path of a request or an interrupt: the code of the types that it passes takes none.</summary>
/// <remarks>
/// This does not see what Akka.NET and the run-time library do inside. Their ConcurrentQueue takes a lock only when it grows, and the
/// allocation specs show that it does not grow.
/// </remarks>
public class NoLockSpec
{
    private static readonly string[] Waiting =
    [
        "System.Threading.Monitor", "System.Threading.Lock", "System.Threading.SpinLock", "System.Threading.Mutex",
        "System.Threading.SemaphoreSlim", "System.Threading.ReaderWriterLockSlim", "System.Threading.ManualResetEventSlim",
        "System.Threading.WaitHandle", "System.Threading.Thread::Join",
        "System.Threading.Thread::Sleep", "System.Threading.Tasks.Task::Wait",
    ];

    [Fact(DisplayName = "Nothing that a request or an interrupt passes through waits for another thread (HR-28)")]
    public void NobodyWaits()
    {
        string[] waits = [.. OnThePath().SelectMany(Il.MethodsOf).SelectMany(
            method => Il.CalledBy(method).Where(Waits).Select(_ => NameOf(method))).Distinct().Order()];
        string[] beside =
        [
            "EdgeLog.Note", "EdgeLog.NoteOf",           // what has happened to guests, chips, faults; readers
            "EpollReactor.Dispose", "EpollReactor.Loop", "EpollReactor.Start", "EpollReactor.Stop",   // its thread's beginning and end
            "LogBell.System.Threading.IThreadPoolWorkItem.Execute", "LogBell.WaitAsync",              // readers of the log
            "LogWords.CauseOf", "LogWords.NumbersOf",   // names, when a plan comes into force
            "SleepingScheduler.Add", "SleepingScheduler.Dispose", "SleepingScheduler.Next",   // timers: nothing on the path sets one
            "SleepingScheduler.Sleep", "SleepingScheduler.get_Count",
        ];
        Assert.Equal(beside, waits);
    }

    /// <summary>A method; of an async one what was written, not the machine that the compiler made of it.</summary>
    private static string NameOf(System.Reflection.MethodBase method) => method.DeclaringType is { Name: ['<', ..] } machine
        ? $"{machine.DeclaringType!.Name}.{machine.Name[1..machine.Name.IndexOf('>', StringComparison.Ordinal)]}"
        : $"{method.DeclaringType!.Name}.{method.Name}";

    private static IEnumerable<Type> OnThePath()
    {
        string[] folders = ["GpioHub.Actors.Lines", "GpioHub.Actors.Guests", "GpioHub.Actors.Chips", "GpioHub.Actors.Nets",
            "GpioHub.Actors.Wires", "GpioHub.Actors.Testing", "GpioHub.Actors.Hosting", "GpioHub.Transports.Reactor",
            "GpioHub.Transports.Virtio", "GpioHub.Transports.Recording", "GpioHub.Rules"];
        Type[] each = [typeof(LineActor), typeof(TurnLoop), typeof(DeviceRing), typeof(LineState)];
        var ours = each.SelectMany(one => one.Assembly.GetTypes())
            .Where(type => !type.IsNested && folders.Any(folder => type.Namespace == folder
                || type.Namespace?.StartsWith($"{folder}.", StringComparison.Ordinal) == true));
        Type[] below = [typeof(Epoll), typeof(EventFd), typeof(NotifyFd), typeof(MappedMemory), typeof(MonotonicClock)];
        return [.. ours, .. below];
    }

    private static bool Waits(System.Reflection.MethodBase called)
    {
        if (called.IsConstructor) return false;
        string name = $"{called.DeclaringType?.FullName}::{called.Name}";
        return Waiting.Any(each => name == each || name.StartsWith($"{each}::", StringComparison.Ordinal)
            || name.StartsWith($"{each}+", StringComparison.Ordinal));
    }
}
