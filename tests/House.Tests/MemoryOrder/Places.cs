using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace GpioHub.House.Tests.MemoryOrder;

/// <summary>The members of src, as people call them, whose compiled code does something.</summary>
internal static partial class Places
{
    private static readonly HashSet<string> Opening =
    [
        "GpioHub.Transports.Virtio.GuestMemory.TrySlice", "GpioHub.Transports.Virtio.MemoryBacking.Slice",
        "GpioHub.Transports.Native.MappedMemory.Slice", "GpioHub.Transports.Native.SharedWords.Span",
    ];

    /// <summary><c>Type.Member</c> of each member with an instruction that passes; lambdas, local functions and what the compiler makes of
    /// an iterator or an async method count as their member.</summary>
    public static SortedSet<string> That(Func<Instruction, bool> does)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsOfSrc))
        {
            using var module = ModuleDefinition.ReadModule(file);
            found.UnionWith(module.GetTypes().SelectMany(type => type.Methods)
                .Where(method => method.HasBody && !IsCompilersOwn(method) && method.Body.Instructions.Any(does)).Select(NameOf));
        }

        return found;
    }

    public static bool Orders(Instruction instruction) => instruction.OpCode == OpCodes.Volatile
        || instruction.Operand is MethodReference { DeclaringType.FullName: "System.Threading.Volatile" or "System.Threading.Interlocked" }
        || instruction.Operand is MethodReference { Name: "MemoryBarrier", DeclaringType.FullName: "System.Threading.Thread" };

    public static bool OpensSharedMemory(Instruction instruction) =>
        instruction.Operand is MethodReference method && Opening.Contains($"{method.DeclaringType.FullName}.{method.Name}");

    private static bool IsOfSrc(string file) => Path.GetFileName(file) is var name && (name == "gpiohub.dll"
        || (name.StartsWith("GpioHub.", StringComparison.Ordinal) && !name.EndsWith(".Tests.dll", StringComparison.Ordinal)));

    /// <summary>Subscribing to an event exchanges its delegate; a record compares its fields.</summary>
    private static bool IsCompilersOwn(MethodDefinition method) => !method.Name.Contains('<', StringComparison.Ordinal)
        && method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute");

    private static string NameOf(MethodDefinition method)
    {
        string name = method.Name;
        var type = method.DeclaringType;
        for (; type.Name.Contains('<', StringComparison.Ordinal) && type.DeclaringType is { } outer; type = outer)
            if (Within().Match(type.Name) is { Success: true } made) name = made.Groups[1].Value;
        if (Within().Match(name) is { Success: true } own) name = own.Groups[1].Value;
        return $"{type.Name.Split('`')[0]}.{Accessor().Replace(name.Split('.')[^1], "")}";
    }

    /// <summary>The member in a name that the compiler has made: <c>&lt;Member&gt;d__5</c>.</summary>
    [GeneratedRegex(@"<([\w.]+)>")]
    private static partial Regex Within();

    [GeneratedRegex("^(get|set|init)_")]
    private static partial Regex Accessor();
}
