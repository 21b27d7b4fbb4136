using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class LibcLayoutSpec
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static readonly string[] Headers =
    [
        "errno.h", "fcntl.h", "grp.h", "malloc.h", "poll.h", "pwd.h", "signal.h", "spawn.h", "unistd.h", "linux/gpio.h", "linux/kcmp.h",
        "sys/epoll.h", "sys/eventfd.h", "sys/file.h", "sys/inotify.h", "sys/ioctl.h", "sys/mman.h", "sys/prctl.h", "sys/resource.h",
        "sys/socket.h", "sys/stat.h", "sys/syscall.h", "sys/types.h", "sys/uio.h", "sys/un.h", "time.h",
    ];

    private static IEnumerable<Type> Structs => typeof(Libc).GetNestedTypes(Declared).Where(t => t.IsValueType);

    [Fact(DisplayName = "Every constant of Libc has the value that the C headers give it")]
    public void Constants()
    {
        var constants = typeof(Libc).GetFields(Declared).Where(f => f.IsLiteral).ToList();
        Assert.NotEmpty(constants);
        CCompiler.Check(Headers,
        [
            .. constants.Select(c => CCompiler.That(string.Create(CultureInfo.InvariantCulture, $"{c.Name} == {c.GetRawConstantValue()}"))),
        ]);
    }

    [Fact(DisplayName = "Every struct of Libc has the size and the field offsets that the C headers give it")]
    public void Layouts()
    {
        foreach (var architecture in CCompiler.Architectures)
        {
            var asserts = Structs.Where(type => IsOf(type, architecture)).SelectMany(AssertsOf).ToList();
            Assert.NotEmpty(asserts);
            CCompiler.Check(architecture, Headers, asserts);
        }
    }

    [Fact(DisplayName = "What is chosen by the architecture when the hub runs is what that architecture has")]
    public void Chosen()
    {
        foreach (var architecture in CCompiler.Architectures)
        {
            CCompiler.Check(architecture, Headers,
            [
                CCompiler.That($"SYS_kcmp == {FdInfo.KcmpNumber(architecture)}"),
                CCompiler.That($"sizeof(struct epoll_event) == {Epoll.EventSize(architecture)}"),
            ]);
        }
    }

    [Fact(DisplayName = "No type that a system call gets a pointer to escapes the layout asserts")]
    public void NoStructWithoutAsserts()
    {
        var checkedTypes = Structs.ToHashSet();
        IEnumerable<Type> fromCalls = typeof(Libc).GetMethods(Declared).SelectMany(m => m.GetParameters()).Select(p => p.ParameterType);
        IEnumerable<Type> fromFields = checkedTypes.SelectMany(t => t.GetFields(Declared))
            .Where(f => f.GetCustomAttribute<System.Runtime.CompilerServices.FixedBufferAttribute>() is null).Select(f => f.FieldType);
        var kernelSees = fromCalls.Concat(fromFields).Select(Pointee)
            .Where(t => t is { IsValueType: true, IsPrimitive: false } && t != typeof(void)).ToHashSet();
        Assert.Contains(typeof(Libc.msghdr), kernelSees);
        Assert.All(kernelSees, t => Assert.Contains(t, checkedTypes));

        // And a struct cannot be laid out by hand, or hold a pointer, anywhere else in the assembly.
        var elsewhere = typeof(Libc).Assembly.GetTypes()
            .Where(t => t.IsValueType && !t.IsEnum && t.DeclaringType != typeof(Libc) && !IsCompilers(t));
        Assert.All(elsewhere, t => Assert.True(
            t.StructLayoutAttribute is { Value: LayoutKind.Sequential, Pack: 0 or 8, Size: 0 }
                && !t.GetFields(Declared).Any(f => f.FieldType.IsPointer), t.FullName));
    }

    private static IEnumerable<string> AssertsOf(Type type)
    {
        string name = CName(type);
        yield return CCompiler.That($"sizeof({name}) == {Marshal.SizeOf(type)}");
        foreach (FieldInfo field in type.GetFields(Declared).Where(f => !f.IsLiteral))
        {
            yield return CCompiler.That($"offsetof({name}, {field.Name}) == {Marshal.OffsetOf(type, field.Name)}");
            yield return CCompiler.That($"sizeof((({name} *)0)->{field.Name}) == {SizeOf(field)}");
        }
    }

    private static int SizeOf(FieldInfo field)
    {
        var array = field.GetCustomAttribute<System.Runtime.CompilerServices.FixedBufferAttribute>();
        if (array is not null) return array.Length * Marshal.SizeOf(array.ElementType);
        return field.FieldType.IsPointer ? IntPtr.Size : Marshal.SizeOf(field.FieldType);
    }

    private static string CName(Type type) => type == typeof(Libc.epoll_event_x86_64) ? "struct epoll_event" : $"struct {type.Name}";

    private static bool IsOf(Type type, Architecture architecture) =>
        type != (architecture == Architecture.X64 ? typeof(Libc.epoll_event) : typeof(Libc.epoll_event_x86_64));

    private static bool IsCompilers(Type type) => type.Name.Contains('<', StringComparison.Ordinal)
        || type.DeclaringType is { } outer && (IsCompilers(outer) || outer.DeclaringType == typeof(Libc));

    private static Type Pointee(Type type)
    {
        while (type.IsPointer || type.IsByRef) type = type.GetElementType()!;
        return type;
    }
}
