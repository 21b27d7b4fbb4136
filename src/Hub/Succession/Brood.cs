using System.Runtime.InteropServices;
using System.Text;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>A keeper's hub, how its processes are started, and what is kept for them.</summary>
/// <param name="notify">Where they tell it something.</param>
internal sealed class Brood(OwnProgram own, NotifyListener notify, KeptTable table)
{
    /// <summary>Where a kept process finds the line to its keeper.</summary>
    private const int LineNumber = 3;

    public KeptTable Table { get; } = table;

    /// <summary>The process that serves now.</summary>
    public Offspring Hub { get; set; } = null!;

    /// <summary>What hubs run from now on.</summary>
    public byte[] Program { get; set; } = own.Program;

    /// <summary>What the keeper runs.</summary>
    public byte[] OwnProgram { get; } = own.Program;

    /// <summary>The keeper has been told to end: nothing is started any more.</summary>
    public bool StopAsked { get; set; }

    /// <summary>Hubs that were followed by another.</summary>
    public int Restarts { get; set; }

    /// <exception cref="ErrnoException">It cannot be started.</exception>
    public Offspring Start(string role, byte[] program)
    {
        var (line, theirs) = PacketSocket.Pair();
        using (theirs)
        {
            var process = ProcessStart.Start(program, own.CommandLine(program), own.EnvironmentOf(role, notify.Address, LineNumber), theirs,
                LineNumber);
            return new Offspring(process, line, program);
        }
    }

    /// <summary>Starts the hub that begins, or goes on, now.</summary>
    public void StartHub(GoWords words)
    {
        Hub = Start(KeeperText.Hub, Program);
        Hub.IsSuccessor = words.Fresh is null && Table.HasLeft;
        words.TrySend(Hub.Line, Table, Restarts);
    }

    /// <summary>Makes a process that waits the hub.</summary>
    /// <returns>False: it has ended meanwhile.</returns>
    public bool TryPromote(Offspring successor, GoWords words)
    {
        (successor.Ready, successor.IsSuccessor) = (false, true);
        if (words.TrySend(successor.Line, Table, Restarts))
        {
            Hub = successor;
            return true;
        }

        End(successor);
        return false;
    }

    /// <summary>Ends the hub, for a reason that its successor is told.</summary>
    public void KillHub(EndedBy why)
    {
        Hub.Killed = why;
        Hub.Process.Kill();
    }

    /// <summary>Tells the hub something.</summary>
    public void Say(string text)
    {
        try
        {
            Hub.Line.Send(Encoding.UTF8.GetBytes(text), ReadOnlySpan<SafeHandle>.Empty);
        }
        catch (ErrnoException)
        {
            // It has just ended.
        }
    }

    /// <summary>Ends a process that is not the hub.</summary>
    public static void End(Offspring child)
    {
        child.Process.Kill();
        _ = child.Process.Reap();
        child.Dispose();
    }

    /// <summary>Says something on stderr, where the hub's log goes.</summary>
    public static void Tell(string text)
    {
        try
        {
            Console.Error.WriteLine($"gpiohub: {text}");
        }
        catch (IOException)
        {
            // Nobody reads it.
        }
    }
}
