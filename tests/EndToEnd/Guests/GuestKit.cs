using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>The files of which guests are made, in the cache; build/guest-kit.sh fetches and builds those that are missing.</summary>
/// <param name="UmlKernel">A User-Mode Linux program.</param>
/// <param name="X86Kernel">A bzImage.</param>
/// <param name="Initramfs">The file system of both.</param>
/// <param name="Qemu7">A program that runs QEMU 7.2.</param>
/// <param name="Qemu10">A program that runs QEMU 10.0.</param>
public sealed record GuestKit(string UmlKernel, string X86Kernel, string Initramfs, string Qemu7, string Qemu10)
{
    /// <summary>Building both kernels takes minutes; test.sh does so before.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(40);

    private static readonly Lazy<Task<GuestKit>> Shared = new(FindAsync);

    public static Task<GuestKit> GetAsync() => Shared.Value;

    /// <summary>The kit that the program which started this one has found, by <see cref="Environment"/>.</summary>
    public static GuestKit FromEnvironment() =>
        new(Variable("UML"), Variable("X86"), Variable("INITRAMFS"), Variable("QEMU7"), Variable("QEMU10"));

    /// <summary>Environment variables that tell a program about this kit.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["GUEST_UML"] = UmlKernel,
        ["GUEST_X86"] = X86Kernel,
        ["GUEST_INITRAMFS"] = Initramfs,
        ["GUEST_QEMU7"] = Qemu7,
        ["GUEST_QEMU10"] = Qemu10,
    };

    private static string Variable(string name) =>
        System.Environment.GetEnvironmentVariable($"GUEST_{name}") ?? throw new ScenarioException($"GUEST_{name} is not set");

    private static async Task<GuestKit> FindAsync()
    {
        var answer = await ChildProcess.RunAsync("guest-kit.sh", Path.Combine(Repository.Root, "build", "guest-kit.sh"),
            [], within: BuildLimit);
        answer.Succeeded();
        var paths = answer.Lines.Select(l => l.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
        return new GuestKit(paths["UML"], paths["X86"], paths["INITRAMFS"], paths["QEMU7"], paths["QEMU10"]);
    }
}
