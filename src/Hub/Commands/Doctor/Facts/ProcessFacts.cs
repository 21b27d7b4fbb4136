using System.Collections.Immutable;

namespace GpioHub.Hub.Commands.Doctor.Facts;

/// <summary>A process of interest, as /proc has it.</summary>
/// <param name="Arguments">Its command line; empty = it cannot be read.</param>
/// <param name="IsCut">The command line is longer than what was read of it.</param>
/// <param name="User">As whom it runs.</param>
internal sealed record ProcessFacts(int Pid, ImmutableArray<string> Arguments, bool IsCut, User User)
{
    /// <summary>Its AppArmor profile if that is enforced; null = it is not confined.</summary>
    public string? Profile { get; init; }

    /// <summary>A hub that serves: it has a reactor.</summary>
    public bool IsHub { get; init; }

    /// <summary>How many files it may open; null = not known.</summary>
    public long? OpenFiles { get; init; }

    /// <summary>Bytes of memory that it has locked; null = not known.</summary>
    public long? Locked { get; init; }

    /// <summary>The program's name without its folder.</summary>
    public string Name => Arguments.IsEmpty ? "?" : Path.GetFileName(Arguments[0]);

    public bool IsQemu => Name.StartsWith("qemu-system", StringComparison.Ordinal) || Name is "qemu-kvm" or "kvm";

    /// <summary>Whether its command line names this socket.</summary>
    public bool Names(string socket)
    {
        string escaped = socket.Replace(",", ",,", StringComparison.Ordinal);
        return Arguments.Any(argument => argument.Contains(escaped, StringComparison.Ordinal));
    }

    public override string ToString() => $"{Name} ({Pid})";
}
