using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>The device tree that QEMU makes for its machine, with more in it.</summary>
public static class DeviceTree
{
    /// <param name="machine">QEMU's arguments that decide what its own tree says: machine, processor, memory.</param>
    /// <param name="addition">A path in the repository, or one from the root; what the file says of a node of QEMU's is added to
    /// that.</param>
    /// <param name="folder">Where the files go.</param>
    /// <returns>The tree, as <c>-dtb</c> takes it.</returns>
    public static async Task<string> MakeAsync(string qemu, IEnumerable<string> machine, string addition, string folder)
    {
        string own = Path.Combine(folder, "qemu.dtb"), source = Path.Combine(folder, "tree.dts"), tree = Path.Combine(folder, "tree.dtb");
        (await ChildProcess.RunAsync("QEMU, for its device tree", qemu,
            [.. machine, "-machine", $"dumpdtb={own}", "-nodefaults", "-no-user-config", "-display", "none"])).Succeeded();
        (await ChildProcess.RunAsync("dtc", "dtc", ["-q", "-I", "dtb", "-O", "dts", "-o", source, own])).Succeeded();
        await File.AppendAllTextAsync(source, await File.ReadAllTextAsync(Path.Combine(Repository.Root, addition)));
        (await ChildProcess.RunAsync("dtc", "dtc", ["-q", "-I", "dts", "-O", "dtb", "-o", tree, source])).Succeeded();
        return tree;
    }

    /// <summary>Compiles a whole tree for User-Mode Linux, in which the hub's socket is told.</summary>
    /// <param name="whole">A file of the repository; its "SOCKET" is replaced.</param>
    /// <param name="socket">The hub's socket for this guest.</param>
    /// <param name="folder">Where the files go.</param>
    /// <returns>The tree, as <c>dtb=</c> takes it.</returns>
    public static async Task<string> CompileAsync(string whole, string socket, string folder)
    {
        string source = Path.Combine(folder, "tree.dts"), tree = Path.Combine(folder, "tree.dtb");
        string text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, whole));
        await File.WriteAllTextAsync(source, text.Replace("\"SOCKET\"", $"\"{socket}\"", StringComparison.Ordinal));
        (await ChildProcess.RunAsync("dtc", "dtc", ["-q", "-I", "dts", "-O", "dtb", "-o", tree, source])).Succeeded();
        return tree;
    }
}
