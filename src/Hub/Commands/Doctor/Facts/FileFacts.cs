using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Doctor.Facts;

/// <summary>A guest's socket in the file system.</summary>
/// <param name="Owner">null = there is none.</param>
/// <param name="Folder">Of the folder that it is in; null = there is none.</param>
internal sealed record SocketFacts(string Guest, string Path, PathOwner? Owner, PathOwner? Folder);

/// <summary>A file with a secret.</summary>
/// <param name="Owner">null = there is none, or it cannot be seen.</param>
internal sealed record TokenFacts(string Name, string File, PathOwner? Owner);

/// <summary>A device node.</summary>
/// <param name="Owner">null = there is none.</param>
internal sealed record NodeFacts(string Path, PathOwner? Owner);

/// <summary>A user, as the kernel judges one who opens a file.</summary>
/// <param name="Groups">The primary one among them.</param>
internal sealed record User(string Name, uint Id, IReadOnlyCollection<uint> Groups)
{
    /// <summary>Whether the bits of a file's mode let this user do it.</summary>
    /// <param name="bits">What is asked, as bits of "others": 4 read, 2 write, 1 execute or search.</param>
    public bool May(PathOwner file, int bits)
    {
        if (Id == 0) return true;
        int mode = (int)file.Mode;
        int granted = Id == file.UserId ? mode >> 6 : Groups.Contains(file.GroupId) ? mode >> 3 : mode;
        return (granted & bits) == bits;
    }
}

/// <summary>Who there is on the machine.</summary>
/// <param name="Me">Whoever asks.</param>
/// <param name="Libvirt">As whom libvirt runs QEMU; null = libvirt is not installed.</param>
/// <param name="HasGroup">Whether there is a group of that name.</param>
internal sealed record Accounts(User Me, User? Libvirt, Func<string, bool> HasGroup)
{
    public static readonly Accounts Nobody = new(new User("nobody", 65534, []), null, _ => false);
}

/// <summary>A file's owner for a person: <c>root:kvm 0660</c>.</summary>
internal static class OwnerText
{
    public static string Of(PathOwner owner) =>
        $"{owner.User}:{owner.Group} {Convert.ToString((int)owner.Mode & 0xFFF, 8).PadLeft(4, '0')}";
}
