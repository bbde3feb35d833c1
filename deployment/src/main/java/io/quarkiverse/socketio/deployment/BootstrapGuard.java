package io.quarkiverse.socketio.deployment;

import java.util.function.BiFunction;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Inserts {@code if (ClusterEntry.enter(arguments, application)) return;} at the beginning of a static void method: {@code main}
 * of an application's own main class, or {@code Quarkus.run}.
 *
 * @param entry the class that has {@code enter}
 * @param main the internal name of the application's own main class; empty for {@code Quarkus.run}
 */
record BootstrapGuard(String entry, String main, String method, String descriptor)
        implements
            BiFunction<String, ClassVisitor, ClassVisitor> {

    private static final String ENTER = "([Ljava/lang/String;Ljava/lang/Class;)Z";

    @Override
    public ClassVisitor apply(String className, ClassVisitor visitor) {
        return new ClassVisitor(Opcodes.ASM9, visitor) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String desc, String signature, String[] exceptions) {
                MethodVisitor target = super.visitMethod(access, name, desc, signature, exceptions);
                if (!name.equals(method) || !desc.equals(descriptor) || (access & Opcodes.ACC_STATIC) == 0) {
                    return target;
                }
                // in visitEnd, because a method that Gizmo adds never calls visitCode
                return new MethodNode(Opcodes.ASM9, access, name, desc, signature, exceptions) {
                    @Override
                    public void visitEnd() {
                        instructions.insert(guard());
                        maxStack = Math.max(maxStack, 2);
                        accept(target);
                    }
                };
            }
        };
    }

    private InsnList guard() {
        InsnList code = new InsnList();
        LabelNode goOn = new LabelNode();
        if (main.isEmpty()) { // run(Class application, BiConsumer exitHandler, String... arguments)
            code.add(new VarInsnNode(Opcodes.ALOAD, 2));
            code.add(new VarInsnNode(Opcodes.ALOAD, 0));
        } else {
            code.add(new VarInsnNode(Opcodes.ALOAD, 0));
            code.add(new LdcInsnNode(Type.getObjectType(main)));
        }
        code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, entry.replace('.', '/'), "enter", ENTER, false));
        code.add(new JumpInsnNode(Opcodes.IFEQ, goOn));
        code.add(new InsnNode(Opcodes.RETURN));
        code.add(goOn);
        code.add(new FrameNode(Opcodes.F_SAME, 0, null, 0, null));
        // the method may begin with a frame of its own, and two frames must not be at the same place
        code.add(new InsnNode(Opcodes.NOP));
        return code;
    }
}
