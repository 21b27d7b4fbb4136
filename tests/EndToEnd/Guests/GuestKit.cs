using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>The files of which guests are made, in the cache; build/guest-kit.sh fetches and builds those that are missing.</summary>
/// <param name="UmlKernel">A User-Mode Linux program.</param>
/// <param name="X86Kernel">A bzImage.</param>
/// <param name="ArmKernel">An Image of aarch64.</param>
/// <param name="Initramfs">The file system of the first two.</param>
/// <param name="ArmInitramfs">The same for aarch64.</param>
/// <param name="Qemu7">A program that runs QEMU 7.2.</param>
/// <param name="Qemu10">A program that runs QEMU 10.0.</param>
/// <param name="ArmQemu7">QEMU 7.2 that emulates aarch64.</param>
/// <param name="ArmQemu10">QEMU 10.0 that emulates aarch64.</param>
/// <param name="Libvirt">A program that runs libvirt's virt-qemu-run.</param>
public sealed record GuestKit(string UmlKernel, string X86Kernel, string ArmKernel, string Initramfs, string ArmInitramfs,
    string Qemu7, string Qemu10, string ArmQemu7, string ArmQemu10, string Libvirt)
{
    /// <summary>Building the kernels takes minutes; test.sh does so before.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(40);

    private static readonly Lazy<Task<GuestKit>> Shared = new(FindAsync);

    public static Task<GuestKit> GetAsync() => Shared.Value;

    /// <summary>The kit that the program which started this one has found, by <see cref="Environment"/>.</summary>
    public static GuestKit FromEnvironment() => Of(Variable);

    /// <summary>Environment variables that tell a program about this kit.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["GUEST_UML"] = UmlKernel,
        ["GUEST_X86"] = X86Kernel,
        ["GUEST_ARM"] = ArmKernel,
        ["GUEST_INITRAMFS"] = Initramfs,
        ["GUEST_INITRAMFS_ARM"] = ArmInitramfs,
        ["GUEST_QEMU7"] = Qemu7,
        ["GUEST_QEMU10"] = Qemu10,
        ["GUEST_QEMU7_ARM"] = ArmQemu7,
        ["GUEST_QEMU10_ARM"] = ArmQemu10,
        ["GUEST_LIBVIRT"] = Libvirt,
    };

    private static GuestKit Of(Func<string, string> path) => new(path("UML"), path("X86"), path("ARM"), path("INITRAMFS"),
        path("INITRAMFS_ARM"), path("QEMU7"), path("QEMU10"), path("QEMU7_ARM"), path("QEMU10_ARM"),
        path("LIBVIRT"));

    private static string Variable(string name) =>
        System.Environment.GetEnvironmentVariable($"GUEST_{name}") ?? throw new ScenarioException($"GUEST_{name} is not set");

    private static async Task<GuestKit> FindAsync()
    {
        var answer = await ChildProcess.RunAsync("guest-kit.sh", Path.Combine(Repository.Root, "build", "guest-kit.sh"),
            [], within: BuildLimit);
        answer.Succeeded();
        var paths = answer.Lines.Select(l => l.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
        return Of(name => paths[name]);
    }
}
