using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips.Discovery;

/// <summary>Explains to a person why a character device may not be opened.</summary>
/// <remarks>Whoever may open <c>/dev/gpiochipN</c> controls every line of it that nobody holds. Distributions give it to root, or to a
/// group gpio (GU-S6).</remarks>
public static class ChipAccess
{
    /// <summary>EACCES: the file's mode, or a security module, forbids it.</summary>
    public const int AccessDenied = 13;

    /// <summary>EPERM: the device rules of a container or service (cgroup) forbid it.</summary>
    private const int NotPermitted = 1;

    private const string Reading = "(docs/hardware.md#permissions)";

    /// <summary>Whether an errno value of open(2) is about permission.</summary>
    public static bool IsDenied(int errno) => errno is AccessDenied or NotPermitted;

    /// <summary>Explains a path, such as <c>/dev/gpiochip0: permission denied; you are not in group gpio
    /// (docs/hardware.md#permissions)</c>.</summary>
    /// <param name="path">What could not be opened.</param>
    public static string Explain(string path)
    {
        try
        {
            return Explain(path, PathOwner.OfTarget(path), Identity.EffectiveUserId, Identity.GroupIds());
        }
        catch (ErrnoException)
        {
            return Explain(path, owner: null, Identity.EffectiveUserId, []);
        }
    }

    /// <summary>Explains a path with an owner and a process that the caller gives.</summary>
    /// <param name="owner">Null = not known.</param>
    /// <param name="groups">Of the process.</param>
    public static string Explain(string path, PathOwner? owner, uint userId, IReadOnlyCollection<uint> groups)
    {
        string denied = $"{Printable.Text(path)}: permission denied";
        if (owner is not { } file) return $"{denied} {Reading}";

        bool ofGroup = (file.Mode & UnixFileMode.GroupRead) != 0;
        bool allowed = userId == 0
            || (userId == file.UserId && (file.Mode & UnixFileMode.UserRead) != 0)
            || (ofGroup && groups.Contains(file.GroupId))
            || (file.Mode & UnixFileMode.OtherRead) != 0;
        if (allowed)
        {
            return $"{denied}, though its mode allows it: " +
                $"look at the device rules of the container or service, and at security modules {Reading}";
        }
        return ofGroup
            ? $"{denied}; you are not in group {file.Group} {Reading}"
            : $"{denied}; only {file.User} may open it {Reading}";
    }
}
